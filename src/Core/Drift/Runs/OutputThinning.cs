using LlmMonitor.Core.Statistics;

namespace LlmMonitor.Core.Drift;

/// <summary>Leaves of a busy stream a sample by the hash of the request id. Shares are powers of one half, so that a smaller sample lies within a larger.</summary>
public static class OutputThinning
{
    /// <param name="outputs">Of one stream, in feeding order.</param>
    /// <param name="share">Of the day before; 1 at the start.</param>
    /// <returns>What is to be fed, and the share of the last day.</returns>
    public static (IReadOnlyList<FedOutput> Kept, double Share) Thin(IReadOnlyList<FedOutput> outputs, double share, int feedPerDay)
    {
        var kept = new List<FedOutput>();
        foreach (var day in outputs.GroupBy(output => output.Timestamp.UtcDateTime.Date))
        {
            // What one run brings of a day is the least that the day will have.
            var seen = day.ToList();
            share = Math.Min(share, ShareFor(seen.Count, feedPerDay));
            kept.AddRange(seen.Where(output => SampleOf.Id(output.RequestId, share)));
        }
        return (kept, share);
    }

    /// <summary>The largest power of one half that leaves no more than wanted of so many.</summary>
    public static double ShareFor(double count, int wanted) => count <= wanted ? 1 : Math.Pow(2, -Math.Ceiling(Math.Log2(count / wanted)));
}
