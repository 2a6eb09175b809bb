using System.Globalization;
using System.Runtime.CompilerServices;
using LlmMonitor.Core.Storage;

namespace LlmMonitor.Core.Safety.Gate;

/// <summary>
/// Keeps what was blocked or flagged, a row each: partition project and UTC day, key time and request id. A check that is sent again has a row of
/// its own; who counts requests counts ids.
/// </summary>
public sealed class GateHitStore(ITables tables)
{
    public const string Table = "gatehits";

    public Task AppendAsync(string projectId, GateDecision decision, CancellationToken cancellation = default) =>
        tables.CommitAsync(
            Table,
            [RowChange.Put(JsonRow.Of(PartitionOf(projectId, decision.At), $"{TimeKey(decision.At)}|{decision.RequestId}", decision))],
            cancellation
        );

    /// <summary>The decisions of a span, in the order of time.</summary>
    public async IAsyncEnumerable<GateDecision> ReadAsync(
        string projectId,
        DateTimeOffset from,
        DateTimeOffset before,
        [EnumeratorCancellation] CancellationToken cancellation = default
    )
    {
        for (var day = from.UtcDateTime.Date; day < before.UtcDateTime; day = day.AddDays(1))
        {
            var range = RowRange.Keys(PartitionOf(projectId, new DateTimeOffset(day, TimeSpan.Zero)), TimeKey(from), TimeKey(before));
            await foreach (var row in tables.ReadAsync(Table, range, cancellation))
                yield return JsonRow.Read<GateDecision>(row);
        }
    }

    internal static string PartitionOf(string projectId, DateTimeOffset at) => $"{projectId}|{at.UtcDateTime:yyyyMMdd}";

    private static string TimeKey(DateTimeOffset at) => at.UtcTicks.ToString("D19", CultureInfo.InvariantCulture);
}
