using LlmMonitor.Core.Calls;

namespace LlmMonitor.Functions.Tests.Faults;

/// <summary>
/// What storage does to one instance: now and then it refuses, does the work but loses the answer, or is slow; it is away for a while; or the instance
/// is killed at one of its operations, and from then on nothing of it reaches storage. Which of these comes next is drawn from the seed.
/// </summary>
/// <param name="hangAsync">What the world does while an operation hangs for this long.</param>
internal sealed class Weather(int seed, Func<TimeSpan, Task> hangAsync)
{
    private readonly Random dice = new(seed);
    private readonly Lock turns = new();
    private int? operationsToLive;
    private int faults;

    /// <summary>Nothing goes wrong while this holds.</summary>
    public bool IsCalm { get; set; } = true;

    public bool IsAway { get; set; }

    public bool IsDead { get; private set; }

    /// <summary>How often something went wrong.</summary>
    public int Faults => faults;

    /// <summary>The instance dies at one of its next operations, before or after that is done.</summary>
    public void KillWithin(int operations) => operationsToLive ??= operations;

    /// <param name="mayHang">Whether this is a place where hanging longer than a slot lives is worth more than its share of luck.</param>
    public async Task<T> ThroughAsync<T>(Func<Task<T>> work, bool mayHang = false)
    {
        var (fate, hang) = Next(mayHang);
        if (hang > TimeSpan.Zero)
            await hangAsync(hang);
        if (fate == Fate.Refused)
            throw new StorageFaultException();
        var result = await work();
        return fate == Fate.Unheard || IsDead ? throw new StorageFaultException() : result;
    }

    private (Fate Fate, TimeSpan Hang) Next(bool mayHang)
    {
        lock (turns)
        {
            if (IsDead)
                return (Fate.Refused, TimeSpan.Zero);
            if (--operationsToLive <= 0)
            {
                IsDead = true;
                return (Count(dice.Next(2) == 0 ? Fate.Refused : Fate.Unheard), TimeSpan.Zero);
            }
            if (IsCalm)
                return (Fate.Done, TimeSpan.Zero);
            if (mayHang && dice.Next(12) == 0)
                return (Fate.Done, Slot.Grace + TimeSpan.FromSeconds(Slot.LengthSeconds + dice.Next(10)));
            if (IsAway)
                return (Count(Fate.Refused), TimeSpan.Zero);
            return dice.Next(250) switch
            {
                0 => (Count(Fate.Refused), TimeSpan.Zero),
                1 => (Count(Fate.Unheard), TimeSpan.Zero),
                2 or 3 => (Fate.Done, TimeSpan.FromSeconds(1 + dice.Next(15))),
                _ => (Fate.Done, TimeSpan.Zero),
            };
        }
    }

    private Fate Count(Fate fate)
    {
        faults++;
        return fate;
    }

    private enum Fate
    {
        Done,
        Refused,

        /// <summary>Done, but nobody hears of it.</summary>
        Unheard,
    }
}

internal sealed class StorageFaultException() : IOException("The storage of this test is away.");
