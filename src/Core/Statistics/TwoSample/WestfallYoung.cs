namespace LlmMonitor.Core.Statistics.TwoSample;

/// <summary>
/// Step-down adjusted p-values of many statistics at once: with each p ≤ α called a finding, the chance of even one false finding is at most α,
/// however the statistics depend on each other. Westfall and Young, "Resampling-based multiple testing" (1993), algorithm 2.8 (max T).
/// </summary>
public static class WestfallYoung
{
    /// <param name="statistics">By statistic and row of one <see cref="PermutationSet"/>, the observed row first, on one scale (standardised).</param>
    /// <returns>The adjusted p of each statistic, in the order given.</returns>
    public static double[] Adjusted(IReadOnlyList<double[]> statistics)
    {
        var adjusted = new double[statistics.Count];
        var falling = Enumerable.Range(0, statistics.Count).OrderByDescending(i => statistics[i][0]).ToArray();
        double[]? largest = null;
        // From the weakest up: each is compared with the largest of itself and all weaker ones.
        foreach (var i in falling.Reverse())
        {
            largest = largest is null ? (double[])statistics[i].Clone() : [.. largest.Zip(statistics[i], Math.Max)];
            largest[0] = statistics[i][0];
            adjusted[i] = MinP.Of(largest);
        }
        var floor = 0.0;
        foreach (var i in falling)
            adjusted[i] = floor = Math.Max(floor, adjusted[i]);
        return adjusted;
    }
}
