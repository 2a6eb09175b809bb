using System.Text.Json;
using LlmMonitor.Core.Projects;
using LlmMonitor.Functions.Host;
using Microsoft.AspNetCore.Http.HttpResults;

namespace LlmMonitor.Functions.Projects;

/// <summary>Projects, their settings, and the names of their deployments.</summary>
public static class ProjectsApi
{
    private const int NameCharacters = 100;

    /// <param name="v1">The group <c>/api/v1</c>.</param>
    public static void MapProjects(this IEndpointRouteBuilder v1)
    {
        var projects = v1.MapGroup("/projects").WithTags("Projects and keys");
        projects
            .MapPost("", CreateAsync)
            .RequireScope(Scope.Operator)
            .WithName("CreateProject")
            .WithSummary("Make a project")
            .ProducesProblem(400);
        projects
            .MapGet("", ListAsync)
            .RequireScope(Scope.Read)
            .WithName("ListProjects")
            .WithSummary("All projects for an operator, one's own for others");
        projects
            .MapGet("/{id}", GetAsync)
            .RequireScope(Scope.Read)
            .WithName("GetProject")
            .WithSummary("A project and its settings")
            .ProducesProblem(404);
        projects
            .MapPut("/{id}/settings", ChangeSettingsAsync)
            .RequireScope(Scope.Admin)
            .WithName("ChangeProjectSettings")
            .WithSummary("Change the settings that are named; the others stay")
            .Accepts<ProjectSettings>("application/json")
            .ProducesProblem(400)
            .ProducesProblem(404);
        v1.MapDeployments();
        v1.MapKeys();
    }

    private static async Task<Results<Created<ProjectAnswer>, ProblemHttpResult>> CreateAsync(
        NewProjectRequest request,
        ProjectStore projects,
        CancellationToken cancellation
    )
    {
        var merge = request.Settings is { ValueKind: not JsonValueKind.Null } settings
            ? SettingsRules.Merge(new(), settings)
            : new(new(), []);
        var faults = merge.Faults;
        if (request.Zone is not null)
        {
            // A zone beside the settings is the short way to say it, and stands for the one within.
            var zoned = merge.Settings with
            {
                Zone = request.Zone,
            };
            faults = [.. faults.Where(fault => fault.Field != "zone"), .. SettingsRules.Check(zoned).Where(fault => fault.Field == "zone")];
            merge = new(zoned, faults);
        }
        if (string.IsNullOrWhiteSpace(request.Name) || request.Name.Length > NameCharacters || request.Name.Any(char.IsControl))
            faults = [new("name", $"must be a text of 1 to {NameCharacters} characters"), .. faults];
        if (faults.Count > 0)
            return Faulty(faults);
        var project = await projects.CreateAsync(request.Name!.Trim(), merge.Settings, cancellation);
        return TypedResults.Created($"/api/v1/projects/{project.Id}", ProjectAnswer.Of(project));
    }

    private static async Task<Ok<ProjectList>> ListAsync(HttpContext context, ProjectStore projects, CancellationToken cancellation)
    {
        IReadOnlyList<Project> seen = context.CallerOf().IsOperator ? await projects.ListAsync(cancellation) : [context.ProjectOf()];
        return TypedResults.Ok(new ProjectList([.. seen.Select(ProjectAnswer.Of)]));
    }

    private static async Task<Results<Ok<ProjectAnswer>, ProblemHttpResult>> GetAsync(
        string id,
        HttpContext context,
        ProjectStore projects,
        CancellationToken cancellation
    ) =>
        context.CallerOf().Sees(id) && await projects.FindAsync(id, cancellation) is { } project
            ? TypedResults.Ok(ProjectAnswer.Of(project))
            : Problems.Of(404, "There is no such project.");

    private static async Task<Results<Ok<ProjectAnswer>, ProblemHttpResult>> ChangeSettingsAsync(
        string id,
        JsonElement patch,
        HttpContext context,
        ProjectStore projects,
        CancellationToken cancellation
    )
    {
        if (!context.CallerOf().Sees(id) || await projects.FindAsync(id, cancellation) is null)
            return Problems.Of(404, "There is no such project.");
        IReadOnlyList<SettingsFault> faults = [];
        var changed = await projects.ChangeSettingsAsync(
            id,
            before =>
            {
                (var after, faults) = SettingsRules.Merge(before, patch);
                return faults.Count == 0 ? after : null;
            },
            cancellation
        );
        if (changed is null)
            return Problems.Of(404, "There is no such project.");
        return faults.Count == 0 ? TypedResults.Ok(ProjectAnswer.Of(changed)) : Faulty(faults);
    }

    private static ProblemHttpResult Faulty(IEnumerable<SettingsFault> faults) =>
        Problems.Validation(faults.Select(fault => new RequestFault(null, fault.Field, fault.Message)));
}

internal sealed record NewProjectRequest(string? Name, string? Zone, JsonElement? Settings);

internal sealed record ProjectList(IReadOnlyList<ProjectAnswer> Projects);

internal sealed record ProjectAnswer(
    string ProjectId,
    string Name,
    DateTimeOffset CreatedAt,
    ProjectSettings Settings,
    IReadOnlyDictionary<string, Deployment> Deployments
)
{
    public static ProjectAnswer Of(Project project) =>
        new(project.Id, project.Name, project.CreatedAt, project.Settings, project.Deployments);
}
