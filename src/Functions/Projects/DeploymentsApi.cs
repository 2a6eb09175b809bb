using LlmMonitor.Core.Projects;
using LlmMonitor.Functions.Host;
using Microsoft.AspNetCore.Http.HttpResults;

namespace LlmMonitor.Functions.Projects;

/// <summary>Which model stands behind the name of an Azure deployment.</summary>
internal static class DeploymentsApi
{
    private const int Characters = 128;

    public static void MapDeployments(this IEndpointRouteBuilder v1)
    {
        var deployments = v1.MapGroup("/deployments").WithTags("Projects and keys");
        deployments
            .MapPut("/{name}", PutAsync)
            .RequireScope(Scope.Admin)
            .WithName("PutDeployment")
            .WithSummary("Name the model behind an Azure deployment, so that its calls have a price")
            .ProducesProblem(400);
        deployments.MapGet("", List).RequireScope(Scope.Read).WithName("ListDeployments").WithSummary("The deployments that are named");
    }

    private static async Task<Results<Ok<DeploymentAnswer>, ProblemHttpResult>> PutAsync(
        string name,
        DeploymentRequest request,
        HttpContext context,
        ProjectStore projects,
        CancellationToken cancellation
    )
    {
        var faults = new List<RequestFault>();
        if (!IsName(name))
            faults.Add(new(null, "name", $"must be 1 to {Characters} letters, digits or any of . _ : @ -"));
        if (!IsName(request.Provider))
            faults.Add(new(null, "provider", "must name the provider, such as azure"));
        if (!IsName(request.Model))
            faults.Add(new(null, "model", "must name the model, such as gpt-4o"));
        if (faults.Count > 0)
            return Problems.Validation(faults);

        var wanted = new Deployment(request.Provider!.ToLowerInvariant(), request.Model!);
        var project = await projects.PutDeploymentAsync(context.ProjectOf().Id, name, wanted, cancellation);
        if (project is null)
            return Problems.Of(404, "There is no such project.");
        return project.Deployments.TryGetValue(name.ToLowerInvariant(), out var kept) && kept == wanted
            ? TypedResults.Ok(new DeploymentAnswer(name.ToLowerInvariant(), kept.Provider, kept.Model))
            : Problems.Validation([new RequestFault(null, "name", $"a project has at most {ProjectStore.MostDeployments} deployments")]);
    }

    private static Ok<DeploymentList> List(HttpContext context) =>
        TypedResults.Ok(
            new DeploymentList([
                .. context
                    .ProjectOf()
                    .Deployments.OrderBy(named => named.Key, StringComparer.Ordinal)
                    .Select(named => new DeploymentAnswer(named.Key, named.Value.Provider, named.Value.Model)),
            ])
        );

    private static bool IsName(string? text) =>
        text is { Length: > 0 and <= Characters }
        && text.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '_' or ':' or '@' or '-' or '/');
}

internal sealed record DeploymentRequest(string? Provider, string? Model);

internal sealed record DeploymentAnswer(string Name, string Provider, string Model);

internal sealed record DeploymentList(IReadOnlyList<DeploymentAnswer> Deployments);
