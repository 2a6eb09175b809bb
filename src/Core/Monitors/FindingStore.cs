using LlmMonitor.Core.Rollups;
using LlmMonitor.Core.Storage;

namespace LlmMonitor.Core.Monitors;

/// <summary>
/// Verdicts of what looks rarely: canaries each hour, golden sets each day. They are left here, and the run of each minute carries them to the
/// alerts with its own. One that was not renewed in time is heard as unknown, for nobody looks any more.
/// </summary>
public sealed class FindingStore(ITables tables)
{
    public const string Table = "findings";

    /// <param name="source">Who found it: <c>drift</c>. A source replaces all that it left before about the same group.</param>
    /// <param name="group">What of the source's subjects these are: an endpoint, a golden set. No <c>|</c>.</param>
    /// <param name="validUntil">When the source is surely late with its next look.</param>
    public async Task PutAsync(
        string projectId,
        string source,
        string group,
        IReadOnlyList<Verdict> verdicts,
        DateTimeOffset validUntil,
        CancellationToken cancellation = default
    )
    {
        var rows = verdicts.Select(verdict => RowOf(projectId, source, group, verdict, validUntil)).ToList();
        var kept = rows.Select(row => row.Key).ToHashSet(StringComparer.Ordinal);
        var gone = new List<Row>();
        await foreach (var row in tables.ReadAsync(Table, RowRange.WithPrefix(projectId, $"{source}|{group}|"), cancellation))
            if (!kept.Contains(row.Key))
                gone.Add(row);
        await tables.PutAllAsync(Table, rows, cancellation);
        await tables.DeleteAllAsync(Table, gone, cancellation);
    }

    /// <summary>All findings of a project; those that are no longer valid as unknown, because their look is overdue.</summary>
    public async Task<IReadOnlyList<Verdict>> ReadAsync(string projectId, DateTimeOffset now, CancellationToken cancellation = default)
    {
        var found = new List<Verdict>();
        await foreach (var row in tables.ReadAsync(Table, RowRange.In(projectId), cancellation))
        {
            var finding = JsonRow.Read<Finding>(row);
            found.Add(finding.ValidUntil >= now ? finding.Verdict : Overdue(finding.Verdict));
        }
        return found;
    }

    private static Verdict Overdue(Verdict last) =>
        last with
        {
            State = VerdictState.Unknown,
            UnknownReason = "overdue",
            Summary = $"{last.Rule} has not looked at {last.Subject} since {last.To:yyyy-MM-dd HH:mm} UTC. Last: {last.Summary}",
        };

    private static Row RowOf(string projectId, string source, string group, Verdict verdict, DateTimeOffset validUntil) =>
        JsonRow.Of(
            projectId,
            $"{source}|{group}|{verdict.Rule}|{UserSpendRows.EscapeUser(verdict.Subject)}",
            new Finding(verdict, validUntil)
        );

    private sealed record Finding(Verdict Verdict, DateTimeOffset ValidUntil);
}
