using LlmMonitor.Core.Calls;
using LlmMonitor.Core.Incidents;

namespace LlmMonitor.Functions.Incidents;

/// <summary>Puts an incident together for people: what is kept of it, and the texts of its samples as far as those are kept.</summary>
internal sealed class IncidentReader(IncidentStore store, CallStore calls)
{
    private const int MostPairs = 10;
    private const int MostCharacters = 8_000;

    /// <returns>Null where there is no such incident.</returns>
    public async Task<IncidentAnswer?> ReadAsync(string projectId, string id, bool withTexts, CancellationToken cancellation)
    {
        if (await store.FindAsync(projectId, id, cancellation) is not { } incident)
            return null;
        var findings = await store.FindFindingsAsync(projectId, id, cancellation);
        var samples = new List<SampleAnswer>();
        foreach (var pair in (findings?.Samples ?? []).Take(MostPairs))
            samples.Add(
                new(
                    pair.Before is { } before ? await TextAsync(projectId, before, withTexts, cancellation) : null,
                    await TextAsync(projectId, pair.After, withTexts, cancellation)
                )
            );
        return IncidentAnswer.Of(incident, findings, await store.ReadLinesAsync(projectId, id, cancellation), samples);
    }

    private async Task<SampledText> TextAsync(string projectId, string requestId, bool withTexts, CancellationToken cancellation)
    {
        if (!withTexts)
            return new(requestId, null, null, null, null);
        if (await calls.FindAsync(projectId, requestId, cancellation) is not { } found)
            return new(requestId, null, null, null, "no_call");
        var texts = await calls.FindTextsAsync(found.Place, found.Call, cancellation);
        return new(
            requestId,
            found.Call.Timestamp,
            texts is null
                ? null
                : Cut(string.Join("\n\n", texts.Prompt.Where(message => message.Role != "system").Select(message => message.Content))),
            Cut(texts?.Response),
            texts is null ? "not_kept" : null
        );
    }

    private static string? Cut(string? text) => text?.Length > MostCharacters ? text[..MostCharacters] + "…" : text;
}
