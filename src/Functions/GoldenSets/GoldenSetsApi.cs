using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using LlmMonitor.Core.Calls;
using LlmMonitor.Core.GoldenSets;
using LlmMonitor.Core.Operations;
using LlmMonitor.Core.Probes;
using LlmMonitor.Core.Projects;
using LlmMonitor.Core.Storage;
using LlmMonitor.Functions.Host;
using LlmMonitor.Functions.Host.Query;
using LlmMonitor.Functions.Operations;
using LlmMonitor.Functions.Projects;
using Microsoft.AspNetCore.Http.HttpResults;

namespace LlmMonitor.Functions.GoldenSets;

/// <summary>Examples with known answers, and the runs that ask them.</summary>
internal static class GoldenSetsApi
{
    private static readonly string[] Types =
    [
        "application/json",
        "application/x-ndjson",
        "application/ndjson",
        "application/jsonl",
        "text/csv",
    ];

    public static void MapGoldenSets(this IEndpointRouteBuilder v1)
    {
        var sets = v1.MapGroup("/golden-sets").WithTags("Golden sets");
        sets.MapGet("", ListAsync)
            .RequireScope(Scope.Read)
            .WithName("ListGoldenSets")
            .WithSummary("The golden sets and the versions that count");
        sets.MapPut("/{name}", PutAsync)
            .RequireScope(Scope.Admin)
            .WithName("PutGoldenSet")
            .WithSummary("Keep a new version: settings and examples as JSON, or examples alone as JSON lines or CSV")
            .Accepts<JsonObject>(Types[0], Types[1..])
            .ProducesProblem(400);
        sets.MapGet("/{name}", GetAsync)
            .RequireScope(Scope.Read)
            .WithName("GetGoldenSet")
            .WithSummary("A golden set, of ?version= or the one that counts")
            .ProducesProblem(404);
        sets.MapPost("/{name}/run", RunAsync)
            .RequireScope(Scope.Admin)
            .WithName("RunGoldenSetNow")
            .WithSummary("Ask a golden set now")
            .ProducesProblem(404);
        sets.MapGet("/{name}/runs", RunsAsync)
            .RequireScope(Scope.Read)
            .WithName("ListGoldenRuns")
            .WithSummary("Its runs and how they compare, the newest first")
            .ProducesProblem(404);
        sets.MapGet("/{name}/runs/{run}", ResultsAsync)
            .RequireScope(Scope.Read)
            .WithName("GetGoldenRun")
            .WithSummary("A run, example by example, the lowest scores first")
            .ProducesProblem(404);
        sets.MapPost("/{name}/runs/{run}/pin", PinAsync)
            .RequireScope(Scope.Admin)
            .WithName("PinGoldenRun")
            .WithSummary("Compare later runs with this one")
            .ProducesProblem(404);
    }

    private static async Task<Ok<GoldenSetList>> ListAsync(HttpContext context, GoldenStore store, CancellationToken cancellation) =>
        TypedResults.Ok(new GoldenSetList(await store.ListAsync(context.ProjectOf().Id, cancellation)));

    private static async Task<Results<Ok<GoldenSetKept>, ProblemHttpResult>> PutAsync(
        string name,
        HttpContext context,
        GoldenDesk desk,
        CancellationToken cancellation
    )
    {
        if (!PathId.IsOne(name))
            return Problems.Validation([new(null, "name", PathId.Wanted)]);
        using var reader = new StreamReader(context.Request.Body, new UTF8Encoding(false, throwOnInvalidBytes: true));
        var type = context.Request.ContentType?.Split(';')[0].Trim().ToLowerInvariant();
        try
        {
            var body = await reader.ReadToEndAsync(cancellation);
            var project = context.ProjectOf().Id;
            var (set, faults) = type switch
            {
                "text/csv" => await desk.ImportAsync(project, name, body, isCsv: true, cancellation),
                "application/x-ndjson" or "application/ndjson" or "application/jsonl" => await desk.ImportAsync(
                    project,
                    name,
                    body,
                    isCsv: false,
                    cancellation
                ),
                null or "application/json" => await desk.PutAsync(project, name, JsonElement.Parse(body), cancellation),
                _ => (null, [new CallFault("", $"must be {string.Join(", ", Types)}")]),
            };
            return set is not null
                ? TypedResults.Ok(new GoldenSetKept(set.Name, set.Version, set.Examples))
                : Problems.Validation(faults.Select(fault => new RequestFault(null, fault.Field, fault.Message)));
        }
        catch (JsonException fault)
        {
            return Problems.Of(400, $"The body is not JSON: line {fault.LineNumber + 1}, byte {fault.BytePositionInLine + 1}.");
        }
        catch (DecoderFallbackException)
        {
            return Problems.Of(400, "The body is not UTF-8.");
        }
        catch (RowConflictException)
        {
            return Problems.Of(409, "Another version was kept at this moment: send this one again.");
        }
    }

    private static async Task<Results<Ok<JsonObject>, ProblemHttpResult>> GetAsync(
        string name,
        int? version,
        HttpContext context,
        GoldenStore store,
        CancellationToken cancellation
    )
    {
        var project = context.ProjectOf().Id;
        return
            PathId.IsOne(name)
            && await store.FindAsync(project, name, cancellation) is { } head
            && await store.FindVersionAsync(project, name, version ?? head.Version, cancellation) is { } set
            ? TypedResults.Ok(GoldenText.Shown(set, head, await store.ReadExamplesAsync(project, set, cancellation)))
            : NotFound();
    }

    private static async Task<Results<Accepted<OperationStarted>, ProblemHttpResult>> RunAsync(
        string name,
        HttpContext context,
        GoldenDesk golden,
        OperationDesk desk,
        TimeProvider time,
        CancellationToken cancellation
    )
    {
        var project = context.ProjectOf().Id;
        if (!PathId.IsOne(name) || await golden.FindAsync(project, name, cancellation) is null)
            return NotFound();
        return OperationsApi.Started(
            await desk.StartAsync(project, GoldenWork.Name, new { name, run = RunClaims.NameOf(time.GetUtcNow()) }, cancellation)
        );
    }

    private static async Task<Results<Ok<GoldenRunList>, ProblemHttpResult>> RunsAsync(
        string name,
        HttpContext context,
        GoldenStore store,
        CancellationToken cancellation
    )
    {
        var project = context.ProjectOf().Id;
        return PathId.IsOne(name) && await store.FindAsync(project, name, cancellation) is not null
            ? TypedResults.Ok(new GoldenRunList([.. (await store.ReadRunsAsync(project, name, cancellation)).Reverse()]))
            : NotFound();
    }

    private static async Task<Results<Ok<GoldenRunResults>, ProblemHttpResult>> ResultsAsync(
        string name,
        string run,
        HttpContext context,
        GoldenStore store,
        CancellationToken cancellation
    )
    {
        var project = context.ProjectOf().Id;
        if (!PathId.IsOne(name) || !PathId.IsOne(run) || await store.FindRunAsync(project, name, run, cancellation) is not { } found)
            return Problems.Of(404, "There is no such run.");
        var results = await store.ReadResultsAsync(project, name, run, cancellation);
        return TypedResults.Ok(
            new GoldenRunResults(found, [.. results.OrderBy(result => result.Scores.Count == 0 ? -1 : result.Scores.Values.Min())])
        );
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> PinAsync(
        string name,
        string run,
        HttpContext context,
        GoldenStore store,
        CancellationToken cancellation
    )
    {
        var project = context.ProjectOf().Id;
        if (!PathId.IsOne(name) || !PathId.IsOne(run) || await store.FindRunAsync(project, name, run, cancellation) is not { IsDone: true })
            return Problems.Of(404, "There is no such run that has ended.");
        // What dropped against the old runs is measured against this one from now on.
        await store.ChangeAsync(project, name, head => head! with { PinnedRun = run, GoodRun = run }, cancellation);
        return TypedResults.NoContent();
    }

    private static ProblemHttpResult NotFound() => Problems.Of(404, "There is no such golden set.");
}

internal sealed record GoldenSetList(IReadOnlyList<GoldenHead> GoldenSets);

internal sealed record GoldenSetKept(string Name, int Version, int Examples);

internal sealed record GoldenRunList(IReadOnlyList<GoldenRun> Runs);

internal sealed record GoldenRunResults(GoldenRun Run, IReadOnlyList<GoldenResult> Results);
