using LlmMonitor.Core.Storage;

namespace LlmMonitor.Core.Projects;

/// <summary>Keeps the projects, one row each in one partition. What <see cref="FindAsync"/> answers may be up to ten seconds old.</summary>
public sealed class ProjectStore(ITables tables, TimeProvider time, SecretSource secrets)
{
    public const string Table = "projects";

    /// <summary>So that all of them fit the one column of 64 KiB that they share.</summary>
    public const int MostDeployments = 100;

    /// <summary>Four weeks: each hour of a week is seen four times.</summary>
    public const int LearningDays = 28;
    private const string Partition = "project";
    private const string KeptFrom = "calls_kept_from";
    private const int Attempts = 5;

    // Of the row's columns; a reader takes from a newer shape what it knows.
    private const long Shape = 1;

    private readonly BriefCache<Project> cache = new(time, TimeSpan.FromSeconds(10), most: 10_000);

    /// <summary>A new project under the slug of its name and a random ending.</summary>
    /// <param name="settings">Checked by <see cref="SettingsRules.Check"/> before.</param>
    public async Task<Project> CreateAsync(string name, ProjectSettings settings, CancellationToken cancellation = default)
    {
        for (var attempt = 1; ; attempt++)
        {
            var project = Make($"{Slug(name)}-{KeyRules.Letters(secrets, 6)}", name, settings);
            try
            {
                await tables.CommitAsync(Table, [RowChange.Insert(RowOf(project))], cancellation);
                return project;
            }
            catch (RowConflictException) when (attempt < Attempts) { } // the ending is taken: draw another
        }
    }

    /// <summary>Makes the project <see cref="Project.DefaultId"/> where it is not there yet; to be called at each start.</summary>
    public async Task EnsureDefaultAsync(CancellationToken cancellation = default)
    {
        if (await tables.FindAsync(Table, Partition, Project.DefaultId, cancellation) is not null)
            return;
        try
        {
            await tables.CommitAsync(Table, [RowChange.Insert(RowOf(Make(Project.DefaultId, Project.DefaultId, new())))], cancellation);
        }
        catch (RowConflictException) { } // another instance was first
        cache.Forget(Project.DefaultId);
    }

    /// <summary>The project, or null where none has this id.</summary>
    public ValueTask<Project?> FindAsync(string id, CancellationToken cancellation = default) =>
        id.Length is > 0 and <= 64 && id.All(letter => char.IsAsciiLetterLower(letter) || char.IsAsciiDigit(letter) || letter == '-')
            ? cache.GetAsync(id, async () => await tables.FindAsync(Table, Partition, id) is { } row ? ProjectOf(row) : null, cancellation)
            : default;

    /// <summary>All projects, by id.</summary>
    public async Task<IReadOnlyList<Project>> ListAsync(CancellationToken cancellation = default)
    {
        var projects = new List<Project>();
        await foreach (var row in tables.ReadAsync(Table, RowRange.In(Partition), cancellation))
            projects.Add(ProjectOf(row));
        return projects;
    }

    /// <summary>Changes the settings as they are now; where somebody else was quicker the change is applied again to what they left.</summary>
    /// <param name="change">Pure, for it may run again. Null leaves the settings as they are.</param>
    /// <returns>The project as it is kept now; null where there is none.</returns>
    public Task<Project?> ChangeSettingsAsync(
        string id,
        Func<ProjectSettings, ProjectSettings?> change,
        CancellationToken cancellation = default
    ) => ChangeAsync(id, before => change(before.Settings) is { } settings ? before with { Settings = settings } : null, cancellation);

    /// <summary>Names the model behind a deployment. The name is kept in lower case, as Azure compares it.</summary>
    /// <returns>The project as it is kept now, without the deployment where it has <see cref="MostDeployments"/> others; null where there is none.</returns>
    public Task<Project?> PutDeploymentAsync(string id, string name, Deployment deployment, CancellationToken cancellation = default) =>
        ChangeAsync(
            id,
            before =>
            {
                var deployments = new Dictionary<string, Deployment>(before.Deployments, StringComparer.Ordinal)
                {
                    [name.ToLowerInvariant()] = deployment,
                };
                return deployments.Count <= MostDeployments ? before with { Deployments = deployments } : null;
            },
            cancellation
        );

    /// <summary>To be called before calls are deleted that were sent before <paramref name="from"/>: nobody counts on them from then on.</summary>
    public Task<Project?> KeepCallsFromAsync(string id, DateTimeOffset from, CancellationToken cancellation = default) =>
        ChangeAsync(id, before => before.CallsKeptFrom >= from ? null : before with { CallsKeptFrom = from }, cancellation);

    /// <summary>The project's <see cref="Project.CallsKeptFrom"/> at this moment, past every cache.</summary>
    public static async Task<DateTimeOffset?> CallsKeptFromAsync(ITables tables, string id, CancellationToken cancellation = default) =>
        (await tables.FindAsync(Table, Partition, id, cancellation))?.Time(KeptFrom);

    private async Task<Project?> ChangeAsync(string id, Func<Project, Project?> change, CancellationToken cancellation)
    {
        for (var attempt = 1; ; attempt++)
        {
            if (await tables.FindAsync(Table, Partition, id, cancellation) is not { } row)
                return null;
            var before = ProjectOf(row);
            if (change(before) is not { } after)
                return before;
            try
            {
                await tables.CommitAsync(Table, [RowChange.Update(RowOf(after) with { ETag = row.ETag })], cancellation);
                cache.Forget(id);
                return after;
            }
            catch (RowConflictException) when (attempt < Attempts) { }
        }
    }

    private Project Make(string id, string name, ProjectSettings settings)
    {
        var pseudonymKey = new byte[32];
        secrets(pseudonymKey);
        var now = time.GetUtcNow();
        return new(id, name, now)
        {
            Settings = settings with { LearningUntil = settings.LearningUntil ?? now.AddDays(LearningDays) },
            PseudonymKey = pseudonymKey,
        };
    }

    private static string Slug(string name)
    {
        var words = new string([.. name.ToLowerInvariant().Select(letter => char.IsAsciiLetterOrDigit(letter) ? letter : ' ')]);
        var slug = string.Join('-', words.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        return slug.Length == 0 ? "project"
            : slug.Length <= 40 ? slug
            : slug[..40].TrimEnd('-');
    }

    private static Row RowOf(Project project)
    {
        var values = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["shape"] = Shape,
            ["name"] = project.Name,
            ["created_at"] = project.CreatedAt,
            ["settings"] = SettingsJson.Write(project.Settings),
            ["deployments"] = SettingsJson.Write(project.Deployments),
            ["pseudonym_key"] = project.PseudonymKey.ToArray(),
        };
        if (project.CallsKeptFrom is { } keptFrom)
            values[KeptFrom] = keptFrom;
        return new(Partition, project.Id, values);
    }

    private static Project ProjectOf(Row row) =>
        new(row.Key, row.Text("name")!, row.Time("created_at")!.Value)
        {
            Settings = SettingsJson.Read<ProjectSettings>(row.Text("settings")!),
            Deployments = SettingsJson.Read<Dictionary<string, Deployment>>(row.Text("deployments")!),
            PseudonymKey = row.Bytes("pseudonym_key")!,
            CallsKeptFrom = row.Time(KeptFrom),
        };
}
