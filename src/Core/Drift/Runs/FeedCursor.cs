using LlmMonitor.Core.Storage;

namespace LlmMonitor.Core.Drift;

/// <summary>How far a project's outputs were fed.</summary>
/// <param name="ReceivedBefore">Calls received before this were read.</param>
/// <param name="Watermark">Of those, the ones with a timestamp up to this were fed; later ones wait for the next run.</param>
public sealed record FeedCursor(DateTimeOffset ReceivedBefore, DateTimeOffset Watermark)
{
    public const string Table = "driftcursors";
    private const string Key = "cursor";

    /// <summary>Null before a project's first run.</summary>
    public static async Task<(FeedCursor Cursor, string ETag)?> FindAsync(
        ITables tables,
        string projectId,
        CancellationToken cancellation
    ) =>
        await tables.FindAsync(Table, projectId, Key, cancellation) is { } row
            ? (new FeedCursor(row.Time("received_before")!.Value, row.Time("watermark")!.Value), row.ETag!)
            : null;

    /// <exception cref="RowConflictException">Another run was faster.</exception>
    public Task SaveAsync(ITables tables, string projectId, string? etag, CancellationToken cancellation)
    {
        var row = new Row(
            projectId,
            Key,
            new Dictionary<string, object>(StringComparer.Ordinal) { ["received_before"] = ReceivedBefore, ["watermark"] = Watermark },
            etag
        );
        return tables.CommitAsync(Table, [etag is null ? RowChange.Insert(row) : RowChange.Update(row)], cancellation);
    }
}
