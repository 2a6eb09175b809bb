namespace LlmMonitor.Core.Changes;

/// <summary>All that was changed: what people told, what was set here, and what calls showed.</summary>
public sealed class ChangeBook(ChangeStore told, SightingStore seen)
{
    /// <summary>Oldest first; of one time by id.</summary>
    /// <param name="endpoint">Also those that name no endpoint; null is all.</param>
    public async Task<IReadOnlyList<Change>> ReadAsync(
        string projectId,
        DateTimeOffset from,
        DateTimeOffset before,
        string? endpoint = null,
        ChangeKind? kind = null,
        CancellationToken cancellation = default
    )
    {
        var shown = SightingRules
            .Changes(await seen.ReadAsync(projectId, cancellation))
            .Where(change => change.At >= from && change.At < before);
        return
        [
            .. shown
                .Concat(await told.ReadAsync(projectId, from, before, cancellation))
                .Where(change => endpoint is null || change.Endpoint is null || change.Endpoint == endpoint)
                .Where(change => kind is null || change.Kind == kind)
                .OrderBy(change => change.At)
                .ThenBy(change => change.Id, StringComparer.Ordinal),
        ];
    }
}
