using LlmMonitor.Core.Embeddings;
using LlmMonitor.Core.Rollups;
using LlmMonitor.Core.Statistics;
using LlmMonitor.Core.Storage;

namespace LlmMonitor.Core.Drift;

/// <summary>The newest baseline of each endpoint. Table <c>baselines</c>, partition project, key endpoint and number of the row.</summary>
public sealed class BaselineStore(ITables tables, TimeProvider time)
{
    public const string Table = "baselines";
    private const byte Shape = 1;
    private const int Attempts = 5;

    public async Task<Baseline?> FindAsync(string projectId, string endpoint, CancellationToken cancellation = default)
    {
        var rows = await RowsAsync(projectId, endpoint, cancellation);
        return rows.Count == 0 ? null : Unpack(endpoint, PackedRows.Join(rows));
    }

    /// <summary>The part of the key that names each endpoint, and since when its baseline stands.</summary>
    public async Task<IReadOnlyList<(string Key, DateTimeOffset CreatedAt)>> ListAsync(
        string projectId,
        CancellationToken cancellation = default
    )
    {
        var rows = await tables.ReadAsync(Table, RowRange.In(projectId), cancellation).ToListAsync(cancellation);
        return
        [
            .. rows.GroupBy(PackedRows.KeyOf, StringComparer.Ordinal)
                .Select(endpoint => (endpoint.Key, Unpack(endpoint.Key, PackedRows.Join(endpoint)).CreatedAt)),
        ];
    }

    /// <summary>Sets the endpoint's baseline under the next version.</summary>
    public async Task<Baseline> PutAsync(
        string projectId,
        string endpoint,
        DateTimeOffset? from,
        DateTimeOffset? to,
        IReadOnlyList<BaselineOutput> outputs,
        CancellationToken cancellation = default
    )
    {
        for (var attempt = 1; ; attempt++)
        {
            var before = await RowsAsync(projectId, endpoint, cancellation);
            var version = before.Count == 0 ? 1 : Unpack(endpoint, PackedRows.Join(before)).Version + 1;
            var baseline = new Baseline(endpoint, version, time.GetUtcNow(), from, to, outputs);
            var after = PackedRows.Of(projectId, UserSpendRows.EscapeUser(endpoint), Pack(baseline)).ToList();
            var kept = after.Select(row => row.Key).ToHashSet(StringComparer.Ordinal);
            List<RowChange> changes =
            [
                before.Count == 0 ? RowChange.Insert(after[0]) : RowChange.Update(after[0] with { ETag = before[0].ETag }),
                .. after.Skip(1).Select(RowChange.Put),
                .. before.Where(row => !kept.Contains(row.Key)).Select(row => RowChange.Delete(row.Partition, row.Key)),
            ];
            try
            {
                await tables.CommitAsync(Table, changes, cancellation);
                return baseline;
            }
            catch (RowConflictException) when (attempt < Attempts) { } // Somebody else set one: take the version behind it.
        }
    }

    private async Task<List<Row>> RowsAsync(string projectId, string endpoint, CancellationToken cancellation)
    {
        var rows = new List<Row>();
        var prefix = UserSpendRows.EscapeUser(endpoint) + "|";
        await foreach (var row in tables.ReadAsync(Table, RowRange.WithPrefix(projectId, prefix), cancellation))
            rows.Add(row);
        return rows;
    }

    private static byte[] Pack(Baseline baseline)
    {
        var to = new PackedWriter().Byte(Shape).Count(baseline.Version).Number(baseline.CreatedAt.UtcTicks);
        to.Number(baseline.From?.UtcTicks ?? -1).Number(baseline.To?.UtcTicks ?? -1).Count(baseline.Outputs.Count);
        foreach (var output in baseline.Outputs)
            to.Bytes(output.Shape).Bytes(PackedVector.Pack(output.Vector));
        return to.ToArray();
    }

    private static Baseline Unpack(string endpoint, ReadOnlySpan<byte> bytes)
    {
        var from = new PackedReader(bytes, "a drift baseline");
        if (from.Byte() is var shape && shape != Shape)
            throw from.Fault($"version {shape} is newer than this program reads");
        var (version, created, start, end) = ((int)from.Count(), Time(from.Number())!.Value, Time(from.Number()), Time(from.Number()));
        var outputs = new List<BaselineOutput>();
        for (var left = from.Count(); left > 0; left--)
            outputs.Add(new BaselineOutput(from.Bytes().ToArray(), PackedVector.Unpack(from.Bytes())));
        return new Baseline(endpoint, version, created, start, end, outputs);
    }

    private static DateTimeOffset? Time(long ticks) => ticks < 0 ? null : new DateTimeOffset(ticks, TimeSpan.Zero);
}
