namespace LlmMonitor.Core.Incidents.Analysis;

/// <summary>Where a rate most likely stepped up.</summary>
/// <param name="At">The first bin after the step.</param>
/// <param name="Gain">The log-likelihood ratio of the step against no step, over the dispersion.</param>
/// <param name="Low">The first bin of the 95 % set of steps.</param>
/// <param name="High">Its last bin.</param>
/// <param name="P">How likely so clear a step is anywhere in a steady series.</param>
internal sealed record StepFit(int At, int Low, int High, double Gain, double P, double Dispersion, Rate Before, Rate After)
{
    /// <summary>Judged calls on each side of any step that is tried.</summary>
    private const int LeastJudged = 5;
    private const int LeastFailed = 4;

    /// <summary>
    /// ln-likelihood by which a step in the 95 % set may fall short of the best one: (1 − e⁻ʸ)² = 0.95, the walk to either side being exponential.
    /// Siegmund, "Confidence sets in change-point problems", Int. Stat. Review 56 (1988).
    /// </summary>
    private const double Shortfall = 3.68;

    /// <returns>Null where there are too few calls or failures to find any step.</returns>
    public static StepFit? Of(IReadOnlyList<RateBin> bins)
    {
        var all = bins.Aggregate(new Rate(), (sum, bin) => sum.Plus(new(bin.Judged, bin.Failed)));
        if (all.Failed < LeastFailed || all.Judged < 2 * LeastJudged)
            return null;
        var gains = new double[bins.Count];
        var (best, before) = (-1, new Rate());
        var (ofBest, tried) = (new Rate(), (First: 0L, Last: 0L));
        for (var k = 1; k < bins.Count; k++)
        {
            before = before.Plus(new(bins[k - 1].Judged, bins[k - 1].Failed));
            var after = all.Less(before);
            if (before.Judged < LeastJudged || after.Judged < LeastJudged)
                continue;
            tried = (tried.First == 0 ? before.Judged : tried.First, before.Judged);
            if (after.Failed < LeastFailed)
                continue;
            gains[k] = Likelihood.Rise(before, after);
            if (gains[k] > 0 && (best < 0 || gains[k] > gains[best]))
                (best, ofBest) = (k, before);
        }
        if (best < 0)
            return null;
        var dispersion = Overdispersion(bins, best, ofBest);
        var (low, high) = (best, best);
        for (var k = 1; k < bins.Count; k++)
            if (gains[k] > 0 && (gains[best] - gains[k]) / dispersion <= Shortfall)
                (low, high) = (Math.Min(low, k), Math.Max(high, k));
        var gain = gains[best] / dispersion;
        var p = SupremumP(2 * gain, (double)tried.First / all.Judged, (double)(all.Judged - tried.Last) / all.Judged);
        return new(best, low, high, gain, p, dispersion, ofBest, all.Less(ofBest));
    }

    /// <summary>
    /// The chance that the largest of all standardised steps, squared, passes x. Csörgő and Horváth, "Limit Theorems in Change-Point Analysis" (1997), 1.3.26.
    /// </summary>
    /// <param name="first">The share of calls before the first step tried.</param>
    /// <param name="last">The share of calls after the last step tried.</param>
    public static double SupremumP(double x, double first, double last)
    {
        if (x <= 1)
            return 1;
        var t = Math.Log(Math.Max(Math.E, (1 - first) * (1 - last) / (first * last)));
        // Only a rise counts: half of the two-sided chance.
        return Math.Min(1, 0.5 * Math.Sqrt(x / (2 * Math.PI)) * Math.Exp(-x / 2) * (t - t / x + 4 / x));
    }

    /// <summary>Pearson's dispersion of the hours before: rates that move with the hour of the day make steps look surer than they are.</summary>
    private static double Overdispersion(IReadOnlyList<RateBin> bins, int at, Rate before)
    {
        var p = before.Smoothed;
        var hours = RateSeries.Hourly(bins.Take(at));
        if (hours.Count < 24)
            return 1;
        var squares = hours.Sum(bin => Math.Pow(bin.Failed - bin.Judged * p, 2) / (bin.Judged * p * (1 - p)));
        return Math.Max(1, squares / (hours.Count - 1));
    }
}
