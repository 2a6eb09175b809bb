namespace LlmMonitor.Core.Statistics;

/// <summary>
/// The percentile bootstrap of a mean of paired differences: pairs are drawn with replacement. Efron, "Bootstrap methods: another look at the
/// jackknife", Annals of Statistics 7 (1979). Honest from some 20 pairs on; with fewer it is too narrow.
/// </summary>
public static class PairedBootstrap
{
    public const int Draws = 2_000;

    /// <param name="differences">At least 1.</param>
    /// <returns>The interval that holds the middle share <paramref name="confidence"/> of the means drawn.</returns>
    public static (double Low, double High) Interval(IReadOnlyList<double> differences, Random random, double confidence = 0.95)
    {
        if (differences.Count == 0)
            throw new ArgumentException("There is no difference to take a mean of.", nameof(differences));
        var means = new double[Draws];
        for (var draw = 0; draw < Draws; draw++)
        {
            var sum = 0.0;
            for (var i = 0; i < differences.Count; i++)
                sum += differences[random.Next(differences.Count)];
            means[draw] = sum / differences.Count;
        }
        Array.Sort(means);
        var side = (1 - confidence) / 2;
        return (means[(int)Math.Floor(side * (Draws - 1))], means[(int)Math.Ceiling((1 - side) * (Draws - 1))]);
    }
}
