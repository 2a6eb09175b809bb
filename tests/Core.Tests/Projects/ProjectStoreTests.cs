using LlmMonitor.Core.Projects;
using LlmMonitor.Core.Storage;
using LlmMonitor.Core.Tests.Storage;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace LlmMonitor.Core.Tests.Projects;

public sealed class ProjectStoreTests : IDisposable
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private readonly FakeTimeProvider time = new(new(2026, 11, 23, 6, 0, 0, TimeSpan.Zero));
    private readonly SqliteFile file = new();
    private readonly WatchedTables tables;
    private readonly ProjectStore projects;

    public ProjectStoreTests()
    {
        tables = new(new SqliteTables(file.Database));
        projects = new(tables, time, Dice.Seeded());
    }

    public void Dispose() => file.Dispose();

    [Theory]
    [InlineData("Contract Summaries (EU)", "^contract-summaries-eu-[a-z2-7]{6}$")]
    [InlineData("default", "^default-[a-z2-7]{6}$")]
    [InlineData("Ärger & 合同", "^rger-[a-z2-7]{6}$")]
    [InlineData("!!!", "^project-[a-z2-7]{6}$")]
    public async Task An_id_is_the_slug_of_the_name_and_a_random_ending(string name, string id)
    {
        var project = await projects.CreateAsync(name, new(), Cancel);

        Assert.Matches(id, project.Id);
        Assert.Equal(name, project.Name);
    }

    [Fact]
    public async Task What_was_made_is_found_again_with_all_that_it_holds()
    {
        var settings = new ProjectSettings
        {
            Zone = "Europe/Berlin",
            Texts = TextKeeping.Full,
            DailyBudgetUsd = 0.10m,
            ReportRecipients = ["a@b.example"],
        };
        var made = await projects.CreateAsync("demo", settings, Cancel);

        var found = (await new ProjectStore(tables, time, Dice.Seeded(2)).FindAsync(made.Id, Cancel))!;

        Assert.Equal(made.PseudonymKey.ToArray(), found.PseudonymKey.ToArray());
        Assert.Equal(32, found.PseudonymKey.Length);
        Assert.Equal(made.CreatedAt, found.CreatedAt);
        Assert.Equal(settings.ReportRecipients, found.Settings.ReportRecipients);
        Assert.Equal(made.CreatedAt.AddDays(ProjectStore.LearningDays), found.Settings.LearningUntil);
        Assert.Empty(found.Settings.JudgeRates);
        Assert.Equal(
            settings,
            found.Settings with
            {
                ReportRecipients = settings.ReportRecipients,
                LearningUntil = null,
                JudgeRates = settings.JudgeRates,
            }
        );
        Assert.Equal([made.Id], (await projects.ListAsync(Cancel)).Select(project => project.Id));
    }

    [Fact]
    public async Task Each_project_has_its_own_pseudonym_key()
    {
        var one = await projects.CreateAsync("demo", new(), Cancel);
        var two = await projects.CreateAsync("demo", new(), Cancel);

        Assert.NotEqual(one.Id, two.Id);
        Assert.NotEqual(one.PseudonymKey.ToArray(), two.PseudonymKey.ToArray());
    }

    [Fact]
    public async Task The_default_project_is_made_once_and_keeps_its_pseudonym_key()
    {
        Assert.Null(await projects.FindAsync(Project.DefaultId, Cancel));
        await projects.EnsureDefaultAsync(Cancel);
        var first = await projects.FindAsync(Project.DefaultId, Cancel);
        await new ProjectStore(tables, time, Dice.Seeded(9)).EnsureDefaultAsync(Cancel);
        time.Advance(TimeSpan.FromSeconds(10));

        Assert.Equal(first!.PseudonymKey.ToArray(), (await projects.FindAsync(Project.DefaultId, Cancel))!.PseudonymKey.ToArray());
    }

    [Theory]
    [InlineData("")]
    [InlineData("no/such")]
    [InlineData("what?")]
    [InlineData("Demo")]
    public async Task An_id_that_cannot_be_is_not_looked_up(string id)
    {
        Assert.Null(await projects.FindAsync(id, Cancel));
        Assert.Equal(0, tables.Finds);
    }

    [Fact]
    public async Task A_change_here_shows_at_once_and_elsewhere_within_ten_seconds()
    {
        var project = await projects.CreateAsync("demo", new(), Cancel);
        var there = new ProjectStore(tables, time, Dice.Seeded(2));
        await there.FindAsync(project.Id, Cancel);
        await projects.FindAsync(project.Id, Cancel);

        await projects.ChangeSettingsAsync(project.Id, settings => settings with { RetentionDays = 7 }, Cancel);
        time.Advance(TimeSpan.FromSeconds(10));

        Assert.Equal(7, (await projects.FindAsync(project.Id, Cancel))!.Settings.RetentionDays);
        Assert.Equal(7, (await there.FindAsync(project.Id, Cancel))!.Settings.RetentionDays);
    }

    [Fact]
    public async Task Two_changes_at_the_same_time_are_both_kept()
    {
        var project = await projects.CreateAsync("demo", new(), Cancel);
        tables.BeforeCommit = () => projects.PutDeploymentAsync(project.Id, "Prod-GPT", new("azure", "gpt-4o"), Cancel);

        var changed = await projects.ChangeSettingsAsync(project.Id, settings => settings with { ReportHour = 5 }, Cancel);

        Assert.Equal(5, changed!.Settings.ReportHour);
        Assert.Equal(new Deployment("azure", "gpt-4o"), changed.Deployments["prod-gpt"]);
    }

    [Fact]
    public async Task The_hundred_and_first_deployment_is_left_out()
    {
        var project = await projects.CreateAsync("demo", new(), Cancel);
        var longest = new string('m', 128);
        Project? last = null;
        for (var i = 0; i <= ProjectStore.MostDeployments; i++)
            last = await projects.PutDeploymentAsync(project.Id, $"{i:D3}{longest[3..]}", new("azure", longest), Cancel);

        Assert.Equal(ProjectStore.MostDeployments, last!.Deployments.Count);
        Assert.DoesNotContain("100" + longest[3..], last.Deployments.Keys);
    }

    [Fact]
    public async Task Settings_of_a_newer_version_are_read_as_far_as_they_are_known()
    {
        var project = await projects.CreateAsync("demo", new(), Cancel);
        var row = (await tables.FindAsync(ProjectStore.Table, "project", project.Id, Cancel))!;
        var newer = new Dictionary<string, object>(row.Values, StringComparer.Ordinal)
        {
            ["settings"] = """{"report_hour":9,"mood":{"level":3}}""",
            ["shape"] = 2L,
        };
        await tables.CommitAsync(ProjectStore.Table, [RowChange.Put(row with { Values = newer, ETag = null })], Cancel);

        var settings = (await projects.FindAsync(project.Id, Cancel))!.Settings;

        Assert.Equal(9, settings.ReportHour);
        Assert.Equal(90, settings.RetentionDays);
    }
}
