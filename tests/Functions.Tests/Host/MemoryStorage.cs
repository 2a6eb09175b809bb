using System.Runtime.CompilerServices;
using LlmMonitor.Core.Storage;
using Xunit;

namespace LlmMonitor.Functions.Tests.Host;

/// <summary>The least that a queue is: enough to watch the pump.</summary>
public sealed class MemoryQueues(TimeProvider time) : IQueues
{
    private readonly List<Entry> entries = [];
    private int receipts;

    public Task SendAsync(string queue, string text, TimeSpan? delay = null, CancellationToken cancellation = default)
    {
        lock (entries)
            entries.Add(new(queue, text) { VisibleAt = time.GetUtcNow() + (delay ?? TimeSpan.Zero) });
        return Task.CompletedTask;
    }

    public Task<IReadOnlyList<QueueMessage>> ReceiveAsync(
        string queue,
        int most,
        TimeSpan hiddenFor,
        CancellationToken cancellation = default
    )
    {
        var now = time.GetUtcNow();
        var received = new List<QueueMessage>();
        lock (entries)
            foreach (var entry in entries.Where(entry => entry.Queue == queue && entry.VisibleAt <= now).Take(most))
            {
                entry.VisibleAt = now + hiddenFor;
                entry.Receipt = $"r{receipts++}";
                received.Add(new(entry.Text, entry.Receipt, entry.Text, ++entry.DequeueCount, now));
            }
        return Task.FromResult<IReadOnlyList<QueueMessage>>(received);
    }

    public Task<bool> DeleteAsync(string queue, QueueMessage message, CancellationToken cancellation = default)
    {
        lock (entries)
            return Task.FromResult(entries.RemoveAll(entry => entry.Queue == queue && entry.Receipt == message.Receipt) > 0);
    }

    public Task<int> CountAsync(string queue, CancellationToken cancellation = default) => Task.FromResult(Texts(queue).Count);

    public IReadOnlyList<string> Texts(string queue)
    {
        lock (entries)
            return [.. entries.Where(entry => entry.Queue == queue).Select(entry => entry.Text)];
    }

    private sealed record Entry(string Queue, string Text)
    {
        public DateTimeOffset VisibleAt { get; set; }
        public string Receipt { get; set; } = "";
        public int DequeueCount { get; set; }
    }
}

/// <summary>The least that a table is: rows with ETags.</summary>
public sealed class MemoryTables : ITables
{
    private readonly Dictionary<(string, string, string), Row> rows = [];
    private int versions;

    public Task<Row?> FindAsync(string table, string partition, string key, CancellationToken cancellation = default)
    {
        lock (rows)
            return Task.FromResult(rows.GetValueOrDefault((table, partition, key)));
    }

    public async IAsyncEnumerable<Row> ReadAsync(
        string table,
        RowRange range,
        [EnumeratorCancellation] CancellationToken cancellation = default
    )
    {
        await Task.CompletedTask;
        yield break;
    }

    public Task<IReadOnlyList<string>> CommitAsync(string table, IReadOnlyList<RowChange> changes, CancellationToken cancellation = default)
    {
        var change = Assert.Single(changes);
        var key = (table, change.Row.Partition, change.Row.Key);
        lock (rows)
        {
            var there = rows.GetValueOrDefault(key);
            if (change.Kind == ChangeKind.Insert ? there is not null : there?.ETag != change.Row.ETag)
                throw new RowConflictException(table, 0, change);
            rows[key] = change.Row with { ETag = $"v{versions++}" };
            return Task.FromResult<IReadOnlyList<string>>([rows[key].ETag!]);
        }
    }
}
