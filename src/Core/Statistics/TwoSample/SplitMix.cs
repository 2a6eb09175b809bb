namespace LlmMonitor.Core.Statistics.TwoSample;

/// <summary>
/// A small seeded source of chance: SplitMix64 (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014).
/// A million labels are drawn for one test, and the same seed must give the same labels under every version of .NET.
/// </summary>
internal struct SplitMix(ulong seed)
{
    private ulong _state = seed;

    public ulong Next()
    {
        var z = _state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    /// <summary>0 to <paramref name="limit"/> − 1. The bias of the multiplication is below limit / 2⁶⁴.</summary>
    public int Below(int limit) => (int)Math.BigMul(Next(), (ulong)limit, out _);

    /// <summary>The numbers 0 to n − 1 in random order: Fisher and Yates.</summary>
    public int[] Order(int n)
    {
        var order = new int[n];
        for (var i = 0; i < n; i++)
        {
            var j = Below(i + 1);
            order[i] = order[j];
            order[j] = i;
        }
        return order;
    }
}
