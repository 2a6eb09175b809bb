using System.IO.Hashing;
using System.Runtime.InteropServices;

namespace LlmMonitor.Core.Statistics;

/// <summary>
/// A sample chosen by the hash of an id, so that every run, machine and room chooses the same: a larger share holds the whole of a smaller one.
/// </summary>
public static class SampleOf
{
    /// <summary>Apart from the hashes that place rows, so that a sample is none of one bucket.</summary>
    private const long Seed = 0x53616D706C65;

    /// <param name="share">0 to 1: 0 takes none, 1 all.</param>
    public static bool Id(string id, double share) => PlaceOf(id) < share;

    /// <summary>Where an id lies in the order of choice: uniform from 0 up to, not including, 1.</summary>
    public static double PlaceOf(string id)
    {
        ArgumentNullException.ThrowIfNull(id);
        return (XxHash3.HashToUInt64(MemoryMarshal.AsBytes(id.AsSpan()), Seed) >> 11) * (1.0 / (1UL << 53));
    }
}
