namespace LlmMonitor.Core.Statistics.TwoSample;

/// <param name="Index">The first value after the change; 0 to n − 1.</param>
/// <param name="P">How likely so clear a step is where nothing changed; an approximation that is good below 0.5 and cautious above.</param>
/// <param name="Rose">Whether the values after it are larger.</param>
public sealed record Change(int Index, double P, bool Rose);

/// <summary>
/// Where a series most likely stepped from one level to another: the index that maximises |Σ sign(later − earlier)| over all splits.
/// Pettitt, "A non-parametric approach to the change-point problem", Applied Statistics 28 (1979).
/// </summary>
public static class ChangePoint
{
    /// <param name="values">In the order of time.</param>
    /// <returns>Null where there are fewer than two values, or all are the same.</returns>
    public static Change? Of(IReadOnlyList<double> values)
    {
        var n = values.Count;
        var ranks = RankColumns.MidRanks([.. values.Select(value => (float)value)]);
        double sum = 0, largest = 0;
        var index = 0;
        for (var k = 1; k < n; k++)
        {
            // U_k = 2·Σ_{i ≤ k} rank_i − k(n + 1), and a mid-rank here is (rank − ½)/n.
            sum += 2 * (ranks[k - 1] * n + 0.5) - (n + 1);
            if (Math.Abs(sum) > Math.Abs(largest) + 1e-9)
                (largest, index) = (sum, k);
        }
        if (index == 0)
            return null;
        var p = 2 * Math.Exp(-6 * largest * largest / ((double)n * n * n + (double)n * n));
        return new(index, Math.Min(1, p), largest < 0);
    }
}
