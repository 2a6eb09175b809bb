using LlmMonitor.Core.Storage;

namespace LlmMonitor.Functions.Tests.Faults;

/// <summary>
/// Queues that are as bad as at-least-once may be: every tenth message lies there twice, every fourth comes up to two minutes late, what is received next
/// is drawn by lot, and what nobody deletes comes again. They outlive every instance.
/// </summary>
internal sealed class PostOffice(int seed, TimeProvider time) : IQueues
{
    private readonly Random dice = new(seed);
    private readonly Lock door = new();
    private readonly List<Letter> letters = [];
    private long receipts;

    public int Duplicated { get; private set; }

    public int Delayed { get; private set; }

    public Task SendAsync(string queue, string text, TimeSpan? delay = null, CancellationToken cancellation = default)
    {
        QueueLimits.Check(queue, text, delay);
        lock (door)
        {
            var copies = dice.Next(10) == 0 ? 2 : 1;
            Duplicated += copies - 1;
            for (var copy = 0; copy < copies; copy++)
            {
                var late = dice.Next(4) == 0 ? TimeSpan.FromSeconds(dice.Next(120)) : TimeSpan.Zero;
                Delayed += late > TimeSpan.Zero ? 1 : 0;
                letters.Add(
                    new Letter(queue, $"{++receipts}", text)
                    {
                        SentAt = time.GetUtcNow(),
                        VisibleAt = time.GetUtcNow() + (delay ?? TimeSpan.Zero) + late,
                    }
                );
            }
        }
        return Task.CompletedTask;
    }

    public Task<IReadOnlyList<QueueMessage>> ReceiveAsync(
        string queue,
        int most,
        TimeSpan hiddenFor,
        CancellationToken cancellation = default
    )
    {
        QueueLimits.CheckReceive(most, hiddenFor);
        lock (door)
        {
            var visible = letters.Where(letter => letter.Queue == queue && letter.VisibleAt <= time.GetUtcNow()).ToArray();
            dice.Shuffle(visible);
            return Task.FromResult<IReadOnlyList<QueueMessage>>([
                .. visible
                    .Take(most)
                    .Select(letter =>
                    {
                        letter.VisibleAt = time.GetUtcNow() + hiddenFor;
                        letter.Receipt = $"{++receipts}";
                        return new QueueMessage(letter.Id, letter.Receipt, letter.Text, ++letter.Received, letter.SentAt);
                    }),
            ]);
        }
    }

    public Task<bool> DeleteAsync(string queue, QueueMessage message, CancellationToken cancellation = default)
    {
        lock (door)
            return Task.FromResult(letters.RemoveAll(letter => letter.Id == message.Id && letter.Receipt == message.Receipt) > 0);
    }

    public Task<int> CountAsync(string queue, CancellationToken cancellation = default)
    {
        lock (door)
            return Task.FromResult(letters.Count(letter => letter.Queue == queue));
    }

    private sealed record Letter(string Queue, string Id, string Text)
    {
        public DateTimeOffset SentAt { get; init; }
        public DateTimeOffset VisibleAt { get; set; }
        public string Receipt { get; set; } = "";
        public int Received { get; set; }
    }
}
