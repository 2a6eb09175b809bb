using LlmMonitor.Core.Calls;
using LlmMonitor.Core.Storage;

namespace LlmMonitor.Core.Rollups;

/// <summary>Reads what users spent. The cost grows with users and hours, not with calls.</summary>
public sealed class UserSpendReader(ITables tables)
{
    private const int PartitionsAtOnce = 8;
    private const int Tries = 20;

    /// <summary>Stands for calls without a user; no id is empty.</summary>
    private const string Nobody = "";

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
        var gate = new Lock();
        await Parallel.ForEachAsync(
            spans,
            new ParallelOptions { MaxDegreeOfParallelism = PartitionsAtOnce, CancellationToken = cancellation },
            async (span, token) =>
            {
                var part = await ReadPartitionAsync(
                    UserSpendRows.PartitionOf(projectId, span.Day, span.bucket),
                    () => new Dictionary<string, Spend>(StringComparer.Ordinal),
                    (sums, row) =>
                    {
                        foreach (var (minute, spend) in UserSpendRows.MinutesOf(row).Minutes)
                            if (minute >= from && minute < before)
                                sums[row.Text("user") ?? Nobody] = sums.GetValueOrDefault(row.Text("user") ?? Nobody).Plus(spend);
                    },
                    token
                );
                lock (gate)
                    foreach (var (userId, spend) in part)
                        spends[userId] = spends.GetValueOrDefault(userId).Plus(spend);
            }
        );
        return [.. spends.Select(user => (user.Key == Nobody ? null : user.Key, user.Value))];
    }

    /// <summary>What each user spent in each minute of a span; calls without a user, or of erased ones, are left out.</summary>
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
            {
                var part = await ReadPartitionAsync(
                    UserSpendRows.PartitionOf(projectId, day, bucket),
                    () => new List<(string UserId, UserMinutes Minutes)>(),
                    (list, row) =>
                    {
                        if (row.Text("user") is { } userId and not LlmCall.ErasedUser)
                            list.Add((userId, UserSpendRows.MinutesOf(row)));
                    },
                    cancellation
                );
                foreach (var (userId, minutes) in part)
                    (users.TryGetValue(userId, out var known) ? known : users[userId] = new UserMinutes()).Merge(
                        minutes,
                        minute => minute >= from && minute < before
                    );
            }
        return users.Where(user => user.Value.Minutes.Count > 0).ToDictionary(StringComparer.Ordinal);
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
        // A month has 31 partitions of three requests each.
        await Parallel.ForEachAsync(
            RollupReader.DaysOf(from, before),
            new ParallelOptions { MaxDegreeOfParallelism = PartitionsAtOnce, CancellationToken = cancellation },
            async (span, token) =>
            {
                var part = await ReadPartitionAsync(
                    UserSpendRows.PartitionOf(projectId, span.Day, UserSpendRows.BucketOf(userId)),
                    () => new List<UserMinutes>(),
                    (list, row) => list.Add(UserSpendRows.MinutesOf(row)),
                    token,
                    UserSpendRows.EscapeUser(userId) + "|"
                );
                lock (spent)
                    foreach (var (minute, spend) in part.SelectMany(minutes => minutes.Minutes))
                        if (minute >= from && minute < before)
                            spent.Add(minute, spend);
            }
        );
        return spent;
    }

    /// <summary>Gathers the rows of a partition as they come, anew where a compaction came between.</summary>
    private async Task<T> ReadPartitionAsync<T>(
        string partition,
        Func<T> begin,
        Action<T, Row> add,
        CancellationToken cancellation,
        string prefix = ""
    )
    {
        for (var left = Tries; left > 0; left--)
        {
            var version = await VersionAsync(partition, cancellation);
            var gathered = begin();
            await foreach (var row in tables.ReadAsync(RollupTables.UserSpend, RowRange.WithPrefix(partition, prefix), cancellation))
                if (row.Key != RollupTables.VersionKey)
                    add(gathered, row);
            if (await VersionAsync(partition, cancellation) == version)
                return gathered;
        }
        throw new TimeoutException($"The spend of users in {partition} changed under {Tries} readings; read it again.");
    }

    private async Task<string?> VersionAsync(string partition, CancellationToken cancellation) =>
        (await tables.FindAsync(RollupTables.UserSpend, partition, RollupTables.VersionKey, cancellation))?.ETag;
}
