namespace LlmMonitor.Core.Statistics.Sequential;

/// <summary>Chance that is given by an id: the same in every replay. SplitMix64 (Steele, Lea and Flood 2014) of a hash and a number.</summary>
public static class HashUniform
{
    /// <summary>Uniform from 0 up to, not including, 1; for different numbers independent.</summary>
    public static double Of(ulong hash, int number) => (Mix(hash + ((ulong)number + 1) * 0x9E3779B97F4A7C15) >> 11) * (1.0 / (1UL << 53));

    public static ulong Mix(ulong state)
    {
        state = (state ^ (state >> 30)) * 0xBF58476D1CE4E5B9;
        state = (state ^ (state >> 27)) * 0x94D049BB133111EB;
        return state ^ (state >> 31);
    }
}
