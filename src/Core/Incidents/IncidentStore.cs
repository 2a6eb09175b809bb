using System.Globalization;
using LlmMonitor.Core.Incidents.Analysis;
using LlmMonitor.Core.Storage;

namespace LlmMonitor.Core.Incidents;

/// <summary>
/// Keeps incidents: partition project, keys <c>index</c>, <c>item|id</c>, <c>list|time backwards|id</c>, <c>line|id|number</c>, <c>findings|id</c>.
/// A change, its lines and what the index says of it commit together.
/// </summary>
public sealed class IncidentStore(ITables tables)
{
    public const string Table = "incidents";
    private const string IndexKey = "index";
    private const string ListPrefix = "list|";

    // Of those who meet at the index one wins each round; an instance does 16 pieces of a queue's work at once.
    private const int Attempts = 40;

    public async Task<(IncidentIndex Index, string? ETag)> ReadIndexAsync(string projectId, CancellationToken cancellation = default) =>
        await tables.FindAsync(Table, projectId, IndexKey, cancellation) is { } row
            ? (JsonRow.Read<IncidentIndex>(row), row.ETag)
            : (IncidentIndex.Empty, null);

    public async Task<Incident?> FindAsync(string projectId, string id, CancellationToken cancellation = default) =>
        await tables.FindAsync(Table, projectId, $"item|{id}", cancellation) is { } row ? JsonRow.Read<Incident>(row) : null;

    public async Task<IncidentFindings?> FindFindingsAsync(string projectId, string id, CancellationToken cancellation = default) =>
        await tables.FindAsync(Table, projectId, $"findings|{id}", cancellation) is { } row ? JsonRow.Read<IncidentFindings>(row) : null;

    /// <summary>The first first.</summary>
    public async Task<IReadOnlyList<TimelineLine>> ReadLinesAsync(string projectId, string id, CancellationToken cancellation = default)
    {
        var lines = new List<TimelineLine>();
        await foreach (var row in tables.ReadAsync(Table, RowRange.WithPrefix(projectId, LinePrefix(id)), cancellation))
            lines.Add(JsonRow.Read<TimelineLine>(row));
        return lines;
    }

    /// <summary>The newest first, each with the key behind which a list goes on.</summary>
    /// <param name="after">The key of the last that was seen; null from the first.</param>
    public async IAsyncEnumerable<(string Key, Incident Incident)> ListAsync(
        string projectId,
        string? after,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation
    )
    {
        var from = after is not null && after.StartsWith(ListPrefix, StringComparison.Ordinal) ? after + " " : ListPrefix;
        await foreach (var row in tables.ReadAsync(Table, RowRange.Keys(projectId, from, RowRange.After(ListPrefix)), cancellation))
            yield return (row.Key, JsonRow.Read<Incident>(row));
    }

    /// <summary>Makes a change on what is there, again where another was faster.</summary>
    /// <param name="change">Pure, for it may run again; null where nothing is to be changed.</param>
    /// <returns>The incident as it stands then; null where there is none.</returns>
    public async Task<Incident?> ChangeAsync(
        string projectId,
        string id,
        Func<Incident, IncidentChange?> change,
        CancellationToken cancellation = default
    )
    {
        ArgumentNullException.ThrowIfNull(change);
        for (var attempt = 1; ; attempt++)
            try
            {
                var (index, etag) = await ReadIndexAsync(projectId, cancellation);
                if (await tables.FindAsync(Table, projectId, $"item|{id}", cancellation) is not { } row)
                    return null;
                var before = JsonRow.Read<Incident>(row);
                if (change(before) is not { } wanted)
                    return before;
                return await SaveAsync(projectId, index, etag, row.ETag, wanted, cancellation);
            }
            catch (RowConflictException) when (attempt < Attempts) { }
    }

    /// <summary>Keeps a change with the index that it was decided by.</summary>
    /// <param name="indexTag">Of the index as it was read; null where there was none.</param>
    /// <param name="itemTag">Of the incident as it was read; null where it is new.</param>
    /// <exception cref="RowConflictException">Another was faster: read again and decide anew.</exception>
    public async Task<Incident> SaveAsync(
        string projectId,
        IncidentIndex index,
        string? indexTag,
        string? itemTag,
        IncidentChange change,
        CancellationToken cancellation = default
    )
    {
        ArgumentNullException.ThrowIfNull(change);
        var next = change.Next with { Lines = change.Next.Lines + change.Lines.Count };
        var rows = new List<RowChange>
        {
            Written(JsonRow.Of(projectId, IndexKey, index.With(next), indexTag)),
            Written(JsonRow.Of(projectId, $"item|{next.Id}", next, itemTag)),
            RowChange.Put(JsonRow.Of(projectId, ListKey(next.OpenedAt, next.Id), next)),
        };
        foreach (var (i, line) in change.Lines.Index())
            rows.Add(RowChange.Insert(JsonRow.Of(projectId, $"{LinePrefix(next.Id)}{change.Next.Lines + i:d6}", line)));
        if (change.Findings is { } findings)
            rows.Add(RowChange.Put(JsonRow.Of(projectId, $"findings|{next.Id}", findings)));
        await tables.CommitAsync(Table, rows, cancellation);
        return next;
    }

    /// <summary>Newest first.</summary>
    internal static string ListKey(DateTimeOffset openedAt, string id) => $"{ListPrefix}{Backwards(openedAt)}|{id}";

    internal static string LinePrefix(string id) => $"line|{id}|";

    /// <summary>Of the incident and what was found, without its lines and its place in the list.</summary>
    internal static string[] KeysOf(Incident incident) => [$"item|{incident.Id}", $"findings|{incident.Id}"];

    private static RowChange Written(Row row) => row.ETag is null ? RowChange.Insert(row) : RowChange.Update(row);

    private static string Backwards(DateTimeOffset time) =>
        (DateTimeOffset.MaxValue.UtcTicks - time.UtcTicks).ToString("d19", CultureInfo.InvariantCulture);
}

/// <param name="Findings">Null leaves those that are kept.</param>
public sealed record IncidentChange(Incident Next, IReadOnlyList<TimelineLine> Lines, IncidentFindings? Findings = null)
{
    public IncidentChange(Incident next, TimelineLine line)
        : this(next, [line]) { }
}
