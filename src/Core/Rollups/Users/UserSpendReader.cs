using LlmMonitor.Core.Storage;

namespace LlmMonitor.Core.Rollups;

/// <summary>Reads what users spent. The cost grows with users and hours, not with calls.</summary>
public sealed class UserSpendReader(ITables tables)
{
    private const int PartitionsAtOnce = 8;
    private const int Tries = 20;

    /// <summary>What each user spent in a span of whole minutes; null is calls without a user.</summary>
    public async Task<IReadOnlyList<(string? UserId, Spend Spend)>> ReadAsync(
        string projectId,
        Minute from,
        Minute before,
        CancellationToken cancellation
    )
    {
        var spans = RollupReader
            .DaysOf(from, before)
            .SelectMany(span => Enumerable.Range(0, UserSpendRows.Buckets).Select(bucket => (span.Day, bucket)));
        var spends = new Dictionary<string, Spend>(StringComparer.Ordinal);
        var nobody = default(Spend);
        var gate = new Lock();
        await Parallel.ForEachAsync(
            spans,
            new ParallelOptions { MaxDegreeOfParallelism = PartitionsAtOnce, CancellationToken = cancellation },
            async (span, token) =>
            {
                var rows = await ReadPartitionAsync(UserSpendRows.PartitionOf(projectId, span.Day, span.bucket), token);
                lock (gate)
                    foreach (var row in rows)
                    {
                        var spend = default(Spend);
                        foreach (var (minute, part) in UserSpendRows.MinutesOf(row).Minutes)
                            if (minute >= from && minute < before)
                                spend = spend.Plus(part);
                        if (row.Text("user") is not { } userId)
                            nobody = nobody.Plus(spend);
                        else
                            spends[userId] = spends.GetValueOrDefault(userId).Plus(spend);
                    }
            }
        );
        return [.. spends.Where(pair => pair.Value.Calls > 0).Select(pair => ((string?)pair.Key, pair.Value)), (null, nobody)];
    }

    /// <summary>What each user spent in each minute of a span; calls without a user are left out.</summary>
    public async Task<IReadOnlyDictionary<string, UserMinutes>> ReadMinutesAsync(
        string projectId,
        Minute from,
        Minute before,
        CancellationToken cancellation
    )
    {
        var users = new Dictionary<string, UserMinutes>(StringComparer.Ordinal);
        foreach (var (day, _, _) in RollupReader.DaysOf(from, before))
            for (var bucket = 0; bucket < UserSpendRows.Buckets; bucket++)
                foreach (var row in await ReadPartitionAsync(UserSpendRows.PartitionOf(projectId, day, bucket), cancellation))
                    if (row.Text("user") is { } userId)
                        foreach (var (minute, spend) in UserSpendRows.MinutesOf(row).Minutes)
                            if (minute >= from && minute < before)
                                (users.TryGetValue(userId, out var minutes) ? minutes : users[userId] = new UserMinutes()).Add(
                                    minute,
                                    spend
                                );
        return users;
    }

    /// <summary>What one user, or null for nobody, spent in each minute of a span. Reads that user's rows only.</summary>
    public async Task<UserMinutes> ReadOneAsync(
        string projectId,
        string? userId,
        Minute from,
        Minute before,
        CancellationToken cancellation
    )
    {
        var spent = new UserMinutes();
        foreach (var (day, _, _) in RollupReader.DaysOf(from, before))
        {
            var partition = UserSpendRows.PartitionOf(projectId, day, UserSpendRows.BucketOf(userId));
            foreach (var row in await ReadPartitionAsync(partition, cancellation, UserSpendRows.EscapeUser(userId) + "|"))
            foreach (var (minute, spend) in UserSpendRows.MinutesOf(row).Minutes)
                if (minute >= from && minute < before)
                    spent.Add(minute, spend);
        }
        return spent;
    }

    private async Task<List<Row>> ReadPartitionAsync(string partition, CancellationToken cancellation, string prefix = "")
    {
        for (var left = Tries; left > 0; left--)
        {
            var version = await VersionAsync(partition, cancellation);
            var rows = new List<Row>();
            await foreach (var row in tables.ReadAsync(RollupTables.UserSpend, RowRange.WithPrefix(partition, prefix), cancellation))
                if (row.Key != RollupTables.VersionKey)
                    rows.Add(row);
            if (await VersionAsync(partition, cancellation) == version)
                return rows;
        }
        throw new TimeoutException($"The spend of users in {partition} changed under {Tries} readings; read it again.");
    }

    private async Task<string?> VersionAsync(string partition, CancellationToken cancellation) =>
        (await tables.FindAsync(RollupTables.UserSpend, partition, RollupTables.VersionKey, cancellation))?.ETag;
}
