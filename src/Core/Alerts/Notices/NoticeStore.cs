using LlmMonitor.Core.Storage;

namespace LlmMonitor.Core.Alerts;

/// <summary>
/// Notices and what became of them, in the alerts' own table and partition, so that a notice commits with the alerts that it tells of:
/// <c>notice|id</c> what is said, <c>outbox|id</c> while it is not yet in the queue, <c>delivery|id|channel</c> how far each channel is.
/// </summary>
public sealed class NoticeStore(ITables tables)
{
    /// <summary>A delivery that was begun longer ago than this died: a receiver has seconds to answer.</summary>
    private static readonly TimeSpan LongestDelivery = TimeSpan.FromMinutes(2);

    private const int MostPruned = 1000;

    private const string Notices = "notice|";
    private const string Outbox = "outbox|";
    private const string Deliveries = "delivery|";

    /// <summary>What to commit with the alerts: the notice, and the reminder that it is still to be put into the queue.</summary>
    public static IReadOnlyList<RowChange> RowsOf(Notice notice)
    {
        var said = RowChange.Insert(JsonRow.Of(notice.ProjectId, Notices + notice.Id, notice));
        return notice.Channels.Count == 0
            ? [said]
            : [said, RowChange.Insert(JsonRow.Of(notice.ProjectId, Outbox + notice.Id, new OutboxLine(notice.At, notice.Channels)))];
    }

    public async Task<Notice?> FindAsync(string projectId, string id, CancellationToken cancellation = default) =>
        await tables.FindAsync(AlertStore.Table, projectId, Notices + id, cancellation) is { } row ? JsonRow.Read<Notice>(row) : null;

    /// <summary>The notices that wait to be put into the queue.</summary>
    public async Task<IReadOnlyList<(string Id, OutboxLine Line)>> WaitingAsync(string projectId, CancellationToken cancellation = default)
    {
        var waiting = new List<(string, OutboxLine)>();
        await foreach (var row in tables.ReadAsync(AlertStore.Table, RowRange.WithPrefix(projectId, Outbox), cancellation))
            waiting.Add((row.Key[Outbox.Length..], JsonRow.Read<OutboxLine>(row)));
        return waiting;
    }

    public Task QueuedAsync(string projectId, string id, CancellationToken cancellation = default) =>
        tables.CommitAsync(AlertStore.Table, [RowChange.Delete(projectId, Outbox + id)], cancellation);

    /// <summary>Takes the delivery on, so that no other message for it does the same work meanwhile.</summary>
    /// <returns>Null where it is settled already.</returns>
    /// <exception cref="DeliveryBusyException">Another worker is at it.</exception>
    public async Task<KeptDelivery?> BeginAsync(DeliveryPointer pointer, DateTimeOffset now, CancellationToken cancellation = default)
    {
        var key = KeyOf(pointer);
        var row = await tables.FindAsync(AlertStore.Table, pointer.ProjectId, key, cancellation);
        var before = row is null ? null : JsonRow.Read<Delivery>(row);
        if (before is { State: DeliveryProgress.Delivered or DeliveryProgress.Failed })
            return null;
        if (before is { State: DeliveryProgress.Sending } && now - before.At < LongestDelivery)
            throw new DeliveryBusyException();
        var begun = new Delivery(pointer.Channel, DeliveryProgress.Sending, now, before?.FirstAt ?? now, (before?.Attempts ?? 0) + 1, null);
        var next = JsonRow.Of(pointer.ProjectId, key, begun, row?.ETag);
        try
        {
            var tags = await tables.CommitAsync(
                AlertStore.Table,
                [row is null ? RowChange.Insert(next) : RowChange.Update(next)],
                cancellation
            );
            return new(begun, tags[0]);
        }
        catch (RowConflictException)
        {
            throw new DeliveryBusyException();
        }
    }

    public Task EndAsync(DeliveryPointer pointer, Delivery delivery, CancellationToken cancellation = default) =>
        tables.CommitAsync(AlertStore.Table, [RowChange.Put(JsonRow.Of(pointer.ProjectId, KeyOf(pointer), delivery))], cancellation);

    /// <summary>How far a notice's deliveries are; one that is still in the queue has none.</summary>
    public async Task<IReadOnlyList<Delivery>> DeliveriesAsync(string projectId, string id, CancellationToken cancellation = default)
    {
        var deliveries = new List<Delivery>();
        await foreach (var row in tables.ReadAsync(AlertStore.Table, RowRange.WithPrefix(projectId, $"{Deliveries}{id}|"), cancellation))
            deliveries.Add(JsonRow.Read<Delivery>(row));
        return deliveries;
    }

    /// <summary>Deletes what is older: lines of history, notices and deliveries, whose keys all begin with their time. Some at a time.</summary>
    public async Task PruneAsync(string projectId, DateTimeOffset before, CancellationToken cancellation = default)
    {
        foreach (var prefix in new[] { AlertStore.History, Notices, Deliveries })
        {
            var old = new List<RowChange>();
            var range = RowRange.Keys(projectId, prefix, prefix + AlertStore.TimeKey(before));
            await foreach (var row in tables.ReadAsync(AlertStore.Table, range with { Columns = [], Most = MostPruned }, cancellation))
                old.Add(RowChange.Delete(projectId, row.Key));
            foreach (var chunk in old.Chunk(TableLimits.ChangesPerCommit))
                await tables.CommitAsync(AlertStore.Table, chunk, cancellation);
        }
    }

    private static string KeyOf(DeliveryPointer pointer) => $"{Deliveries}{pointer.NoticeId}|{pointer.Channel}";
}

/// <summary>What a message in the queue <c>deliveries</c> says.</summary>
public sealed record DeliveryPointer(string ProjectId, string NoticeId, string Channel);

public sealed record OutboxLine(DateTimeOffset At, IReadOnlyList<string> Channels);

/// <param name="At">Since when it stands so.</param>
/// <param name="FirstAt">When it was tried first.</param>
/// <param name="Detail">Why it failed or waits, or whom it did not reach; null otherwise.</param>
public sealed record Delivery(
    string Channel,
    DeliveryProgress State,
    DateTimeOffset At,
    DateTimeOffset FirstAt,
    int Attempts,
    string? Detail
);

public sealed record KeptDelivery(Delivery Delivery, string ETag);

public enum DeliveryProgress
{
    Sending,

    /// <summary>Failed for now; tried again.</summary>
    Waiting,
    Delivered,

    /// <summary>Failed for good.</summary>
    Failed,
}

/// <summary>Another worker is sending the same; the queue asks again later.</summary>
public sealed class DeliveryBusyException() : Exception("Another worker is sending this notice to this channel.");
