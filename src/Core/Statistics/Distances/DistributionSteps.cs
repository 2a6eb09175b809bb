namespace LlmMonitor.Core.Statistics.Distances;

/// <param name="Gap">F(v) − G(v) from this value on.</param>
/// <param name="Width">To the next value; 0 after the last.</param>
internal readonly record struct DistributionStep(double Gap, double Width);

/// <summary>The empirical distribution functions of two samples, walked along together.</summary>
internal static class DistributionSteps
{
    /// <returns>One step for each distinct value, ascending.</returns>
    public static List<DistributionStep> Of(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        if (x.IsEmpty || y.IsEmpty)
            throw new ArgumentException("Two samples with at least one value each are needed.", x.IsEmpty ? nameof(x) : nameof(y));
        var (left, right) = (x.ToArray(), y.ToArray());
        Array.Sort(left);
        Array.Sort(right);
        var steps = new List<DistributionStep>(left.Length + right.Length);
        for (int i = 0, j = 0; i < left.Length || j < right.Length; )
        {
            var value = Next(left, right, i, j);
            while (i < left.Length && left[i] <= value)
                i++;
            while (j < right.Length && right[j] <= value)
                j++;
            var width = i < left.Length || j < right.Length ? Next(left, right, i, j) - value : 0;
            steps.Add(new((double)i / left.Length - (double)j / right.Length, width));
        }
        return steps;
    }

    private static double Next(double[] left, double[] right, int i, int j) =>
        i == left.Length ? right[j]
        : j == right.Length ? left[i]
        : Math.Min(left[i], right[j]);
}
