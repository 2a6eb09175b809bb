using System.Globalization;

namespace LlmMonitor.Core.Storage;

/// <summary>The embedded body of <see cref="IQueues"/>.</summary>
public sealed class SqliteQueues(SqliteDatabase database, TimeProvider time) : IQueues
{
    private long Now => time.GetUtcNow().UtcTicks;

    public Task SendAsync(string queue, string text, TimeSpan? delay = null, CancellationToken cancellation = default)
    {
        QueueLimits.Check(queue, text, delay);
        var now = Now;
        return database.WriteAsync(
            session =>
                session.Execute(
                    "INSERT INTO messages (queue, visible_at, inserted_at, dequeued, receipt, text) VALUES ($1, $2, $3, 0, 0, $4)",
                    queue,
                    now + (delay?.Ticks ?? 0),
                    now,
                    text
                ),
            cancellation
        );
    }

    public async Task<IReadOnlyList<QueueMessage>> ReceiveAsync(
        string queue,
        int most,
        TimeSpan hiddenFor,
        CancellationToken cancellation = default
    )
    {
        QueueLimits.CheckReceive(most, hiddenFor);
        var now = Now;
        // Most polls find nothing: they ask a reader and leave the writer alone.
        var any = database.Read(session =>
            session.Scalar("SELECT 1 FROM messages WHERE queue = $1 AND visible_at <= $2 LIMIT 1", queue, now)
        );
        return any is null ? [] : await database.WriteAsync(session => Take(session, queue, most, now, hiddenFor), cancellation);
    }

    public async Task<bool> DeleteAsync(string queue, QueueMessage message, CancellationToken cancellation = default) =>
        await database.WriteAsync(
            session =>
                session.Execute(
                    "DELETE FROM messages WHERE queue = $1 AND id = $2 AND receipt = $3",
                    queue,
                    long.Parse(message.Id, CultureInfo.InvariantCulture),
                    long.Parse(message.Receipt, CultureInfo.InvariantCulture)
                ) == 1,
            cancellation
        );

    public Task<int> CountAsync(string queue, CancellationToken cancellation = default) =>
        Task.FromResult((int)database.Read(session => (long)session.Scalar("SELECT count(*) FROM messages WHERE queue = $1", queue)!));

    private List<QueueMessage> Take(SqliteSession session, string queue, int most, long now, TimeSpan hiddenFor)
    {
        var receipt = database.NextVersion();
        using var reader = session.Query(
            """
            UPDATE messages SET visible_at = $1, dequeued = dequeued + 1, receipt = $2
            WHERE id IN (SELECT id FROM messages WHERE queue = $3 AND visible_at <= $4 ORDER BY visible_at, id LIMIT $5)
            RETURNING id, text, dequeued, inserted_at
            """,
            now + hiddenFor.Ticks,
            receipt,
            queue,
            now,
            most
        );
        var taken = new List<(long Id, QueueMessage Message)>();
        while (reader.Read())
            taken.Add(
                (
                    reader.GetInt64(0),
                    new QueueMessage(
                        reader.GetString(0),
                        receipt.ToString(CultureInfo.InvariantCulture),
                        reader.GetString(1),
                        reader.GetInt32(2),
                        new DateTimeOffset(reader.GetInt64(3), TimeSpan.Zero)
                    )
                )
            );
        return [.. taken.OrderBy(one => one.Id).Select(one => one.Message)];
    }
}
