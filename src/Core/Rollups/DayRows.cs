using LlmMonitor.Core.Storage;

namespace LlmMonitor.Core.Rollups;

/// <summary>The rows of one day of a project, read as if they stood still.</summary>
internal sealed class DayRows(ITables tables, string projectId, DateOnly day)
{
    private const int Tries = 20;
    private readonly string _partition = RollupTables.DayPartition(projectId, day);

    /// <summary>Reads until no compaction came between: what it moves would be counted twice, or not at all.</summary>
    public async Task<T> SettledAsync<T>(Func<string?, Task<T>> read, CancellationToken cancellation)
    {
        var version = await VersionAsync(cancellation);
        for (var left = Tries; left > 0; left--)
        {
            var result = await read(version);
            var after = await VersionAsync(cancellation);
            if (after == version)
                return result;
            version = after;
        }
        throw new TimeoutException($"The rollups of {projectId} on {day:yyyy-MM-dd} changed under {Tries} readings; read them again.");
    }

    /// <summary>The rows of one kind within a part of the day. An hour's key is the start of its first minute's.</summary>
    public IAsyncEnumerable<Row> RangeAsync(
        string prefix,
        Minute from,
        Minute before,
        IReadOnlyList<string>? columns,
        CancellationToken cancellation
    )
    {
        var end = before == Minute.FirstOf(day).Plus(Minute.PerDay) ? "24" : before.ToString();
        var first = prefix == RollupRows.HourPrefix ? $"{from.Hour:d2}" : from.ToString();
        end = prefix == RollupRows.HourPrefix ? end[..2] : end;
        return tables.ReadAsync(
            RollupTables.Rollups,
            RowRange.Keys(_partition, prefix + first, prefix + end) with
            {
                Columns = columns,
            },
            cancellation
        );
    }

    /// <summary>The whole day as one, where it was made of the hours as they stand; otherwise none.</summary>
    public async Task<List<Row>> WholeAsync(string? version, CancellationToken cancellation)
    {
        var rows = new List<Row>();
        if (version is not null)
            await foreach (
                var row in tables.ReadAsync(RollupTables.Rollups, RowRange.WithPrefix(_partition, RollupRows.DayKey + "|"), cancellation)
            )
                rows.Add(row);
        return rows.Count > 0 && rows[0].Text("of") == version ? rows : [];
    }

    private async Task<string?> VersionAsync(CancellationToken cancellation) =>
        (await tables.FindAsync(RollupTables.Rollups, _partition, RollupTables.VersionKey, cancellation))?.ETag;
}
