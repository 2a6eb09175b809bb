using LlmMonitor.Core.Alerts;
using LlmMonitor.Core.Projects;
using LlmMonitor.Functions.Host;
using LlmMonitor.Functions.Projects;
using Microsoft.AspNetCore.Http.HttpResults;

namespace LlmMonitor.Functions.Alerts;

/// <summary>Times in which certain alerts are told to nobody.</summary>
internal static class SilencesApi
{
    private const int PatternCharacters = 300;
    private const int ReasonCharacters = 500;
    private static readonly TimeSpan Longest = TimeSpan.FromDays(365);

    public static void MapSilences(this IEndpointRouteBuilder v1)
    {
        var silences = v1.MapGroup("/silences").WithTags("Alerts");
        silences
            .MapPut("/{name}", PutAsync)
            .RequireScope(Scope.Admin)
            .WithName("PutSilence")
            .WithSummary("Tell nobody of matching alerts for a time; what still fires then is told")
            .ProducesProblem(400);
        silences.MapGet("", ListAsync).RequireScope(Scope.Read).WithName("ListSilences").WithSummary("The silences of the project");
        silences
            .MapDelete("/{name}", DeleteAsync)
            .RequireScope(Scope.Admin)
            .WithName("DeleteSilence")
            .WithSummary("End a silence now")
            .ProducesProblem(404);
    }

    private static async Task<Results<Ok<Silence>, ProblemHttpResult>> PutAsync(
        string name,
        SilenceRequest request,
        HttpContext context,
        SilenceStore silences,
        TimeProvider time,
        CancellationToken cancellation
    )
    {
        var from = request.From?.ToUniversalTime() ?? time.GetUtcNow();
        var faults = Faults(name, request, from).ToList();
        if (faults.Count > 0)
            return Problems.Validation(faults);
        var match = request.Match ?? new(null, null, null);
        var silence = new Silence(
            name,
            match,
            from,
            request.To!.Value.ToUniversalTime(),
            request.Reason ?? "",
            request.Repeat,
            request.Until?.ToUniversalTime()
        );
        await silences.PutAsync(context.ProjectOf().Id, silence, cancellation);
        return TypedResults.Ok(silence);
    }

    private static async Task<Ok<SilenceList>> ListAsync(
        HttpContext context,
        SilenceStore silences,
        TimeProvider time,
        CancellationToken cancellation
    ) => TypedResults.Ok(new SilenceList(await silences.ListAsync(context.ProjectOf().Id, time.GetUtcNow(), cancellation)));

    private static async Task<Results<NoContent, ProblemHttpResult>> DeleteAsync(
        string name,
        HttpContext context,
        SilenceStore silences,
        CancellationToken cancellation
    ) =>
        Channel.IsName(name) && await silences.DeleteAsync(context.ProjectOf().Id, name, cancellation)
            ? TypedResults.NoContent()
            : Problems.Of(404, "There is no such silence.");

    private static IEnumerable<RequestFault> Faults(string name, SilenceRequest request, DateTimeOffset from)
    {
        if (!Channel.IsName(name))
            yield return new(null, "name", "must be 1 to 40 lower-case letters, digits or hyphens");
        foreach (var (field, pattern) in new[] { ("match.rule", request.Match?.Rule), ("match.subject", request.Match?.Subject) })
            if (pattern is { Length: 0 or > PatternCharacters })
                yield return new(null, field, $"must be 1 to {PatternCharacters} characters, with * for any; leave it out to match all");
        if (request.To is not { } to)
            yield return new(null, "to", "must say when the silence ends, as an RFC 3339 time");
        else if (to <= from || to - from > Longest)
            yield return new(null, "to", $"must be after from, by at most {Longest.TotalDays} days");
        else if (request.Repeat is { } repeat && to - from >= Silence.PeriodOf(repeat))
            yield return new(
                null,
                "to",
                $"must be less than {Silence.PeriodOf(repeat).TotalDays} days after from, or the turns would overlap"
            );
        if (request.Until is { } until && (request.Repeat is null || until <= from))
            yield return new(null, "until", "must be after from, and is only for a silence with repeat: daily or weekly");
        if (request.Reason is { Length: > ReasonCharacters })
            yield return new(null, "reason", $"must be at most {ReasonCharacters} characters");
    }
}

internal sealed record SilenceRequest(
    SilenceMatch? Match,
    DateTimeOffset? From,
    DateTimeOffset? To,
    string? Reason,
    SilenceRepeat? Repeat,
    DateTimeOffset? Until
);

internal sealed record SilenceList(IReadOnlyList<Silence> Silences);
