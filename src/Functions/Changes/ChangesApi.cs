using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using LlmMonitor.Core.Changes;
using LlmMonitor.Core.Projects;
using LlmMonitor.Functions.Host;
using LlmMonitor.Functions.Host.Query;
using LlmMonitor.Functions.Projects;
using Microsoft.AspNetCore.Http.HttpResults;

namespace LlmMonitor.Functions.Changes;

/// <summary>What was made different when: told by people, and seen by the system.</summary>
internal static class ChangesApi
{
    private const int DefaultLimit = 100;
    private const int MaxLimit = 1000;
    private static readonly TimeSpan DefaultSpan = TimeSpan.FromDays(30);
    private static readonly TimeSpan LongestSpan = TimeSpan.FromDays(800);
    private static readonly Dictionary<string, ChangeKind?> Kinds = ChangeText.Kinds.ToDictionary(
        kind => kind.Key,
        kind => (ChangeKind?)kind.Value,
        StringComparer.Ordinal
    );

    public static void MapChanges(this IEndpointRouteBuilder v1)
    {
        var changes = v1.MapGroup("/changes").WithTags("Changes");
        changes
            .MapPost("", PostAsync)
            .RequireScope(Scope.Ingest)
            .WithName("PostChange")
            .WithSummary("Tell of a change: a model, prompt, index, deployment, a provider's notice; the same again is the same one")
            .Accepts<ChangeRequest>("application/json")
            .ProducesProblem(400);
        changes
            .MapGet("", ListAsync)
            .RequireScope(Scope.Read)
            .WithName("ListChanges")
            .WithSummary("Changes, the newest first, also those that the system saw by itself; ?from&to (30 days), endpoint, kind")
            .ProducesProblem(400);
    }

    private static async Task<Results<Created<ChangeAnswer>, Ok<ChangeAnswer>, ProblemHttpResult>> PostAsync(
        JsonElement body,
        HttpContext context,
        ChangeStore store,
        TimeProvider time,
        CancellationToken cancellation
    )
    {
        var (change, hasTime, faults) = ChangeText.Read(body, time.GetUtcNow());
        if (change is null)
            return Problems.Validation(faults.Select(fault => new RequestFault(null, fault.Field, fault.Message)));
        var (kept, isNew) = await store.PutAsync(context.ProjectOf().Id, change, hasTime, cancellation);
        var answer = ChangeAnswer.Of(kept);
        return isNew ? TypedResults.Created((string?)null, answer) : TypedResults.Ok(answer);
    }

    private static async Task<Results<Ok<ChangeList>, ProblemHttpResult>> ListAsync(
        HttpContext context,
        ChangeBook book,
        TimeProvider time,
        CancellationToken cancellation
    )
    {
        var query = new QueryReader(context.Request);
        // What is announced for later is a change, too.
        var to = query.Time("to") ?? time.GetUtcNow() + LongestSpan / 2;
        var from = query.Time("from") ?? (query.Text("to") is null ? time.GetUtcNow() : to) - DefaultSpan;
        if (from >= to || to - from > LongestSpan)
            query.Fault("from", $"must be before to, by at most {LongestSpan.TotalDays} days");
        var (endpoint, kind) = (query.Text("endpoint"), query.Word("kind", null, Kinds));
        var limit = query.Count("limit", DefaultLimit, MaxLimit);
        var after = AfterOf(query);
        if (query.Refusal is { } refusal)
            return refusal;
        var all = await book.ReadAsync(context.ProjectOf().Id, from, to, endpoint, kind, cancellation);
        var left = all.Reverse().Where(change => after is null || string.CompareOrdinal(PlaceOf(change), after) < 0).ToList();
        var page = left.Take(limit).ToList();
        var next = left.Count > limit ? Base64Url.EncodeToString(Encoding.UTF8.GetBytes(PlaceOf(page[^1]))) : null;
        return TypedResults.Ok(new ChangeList([.. page.Select(ChangeAnswer.Of)], next));
    }

    /// <summary>Sorts as the list does.</summary>
    private static string PlaceOf(Change change) => $"{change.At.UtcTicks:d19}|{change.Id}";

    private static string? AfterOf(QueryReader query)
    {
        if (query.Text("next") is not { } next)
            return null;
        if (Base64Url.IsValid(next))
            return Encoding.UTF8.GetString(Base64Url.DecodeFromChars(next));
        query.Fault("next", "must be the next of a list that was answered");
        return null;
    }
}

internal sealed record ChangeList(IReadOnlyList<ChangeAnswer> Changes, string? Next);

/// <summary>A change under the names by which it is told.</summary>
/// <param name="Timestamp">From when on it holds.</param>
/// <param name="Feature">Of what the system saw by itself: only in calls of this feature.</param>
/// <param name="Model">Of what the system saw by itself: only in calls that asked for this model.</param>
/// <param name="Before">What held before, where that is known.</param>
internal sealed record ChangeAnswer(
    string Id,
    ChangeKind Kind,
    string? Endpoint,
    string Description,
    DateTimeOffset Timestamp,
    string? Version,
    string? Feature,
    string? Model,
    string? Before,
    ChangeSource Source
)
{
    public static ChangeAnswer Of(Change change) =>
        new(
            change.Id,
            change.Kind,
            change.Endpoint,
            change.Description,
            change.At,
            change.Version,
            change.Feature,
            change.Model,
            change.Before,
            change.Source
        );
}

/// <summary>As it is sent, for the API reference; read field by field, so that every fault is named at once.</summary>
/// <param name="Id">Names the change, so that telling again tells nothing new; without one its content does.</param>
/// <param name="Timestamp">From when on it holds; now where it is left out.</param>
internal sealed record ChangeRequest(
    ChangeKind Kind,
    string? Endpoint,
    string? Description,
    DateTimeOffset? Timestamp,
    string? Version,
    string? Id
);
