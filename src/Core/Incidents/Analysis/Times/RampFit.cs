namespace LlmMonitor.Core.Incidents.Analysis;

/// <summary>A rate that climbs in a straight line from one level to another.</summary>
/// <param name="From">The first hour of the 95 % set of beginnings.</param>
/// <param name="Gain">The log-likelihood ratio against no change, over the dispersion.</param>
internal sealed record RampFit(DateTimeOffset At, DateTimeOffset From, DateTimeOffset To, double Hours, double Gain)
{
    private static readonly double[] Durations = [3, 6, 12, 24, 48, 96];

    /// <summary>Half of the 95th percentile of χ² with one degree of freedom, and as much again for the grid.</summary>
    private const double Shortfall = 3;

    private const int LeastBefore = 30;

    /// <param name="bins">By hour.</param>
    public static RampFit? Of(IReadOnlyList<RateBin> bins, double dispersion)
    {
        var all = bins.Aggregate(new Rate(), (sum, bin) => sum.Plus(new(bin.Judged, bin.Failed)));
        var none = Likelihood.AtBest(all.Judged, all.Failed);
        var tried = new List<(int Start, double Hours, double Gain)>();
        var before = new Rate();
        for (var k = 1; k < bins.Count - 1; k++)
        {
            before = before.Plus(new(bins[k - 1].Judged, bins[k - 1].Failed));
            if (before.Judged < LeastBefore)
                continue;
            var known = Likelihood.At(before.Judged, before.Failed, before.Smoothed);
            foreach (var hours in Durations)
                tried.Add((k, hours, (known + BestClimb(bins, k, hours, before.Smoothed) - none) / dispersion));
        }
        if (tried.Count == 0)
            return null;
        var best = tried.MaxBy(one => one.Gain);
        var within = tried.Where(one => best.Gain - one.Gain <= Shortfall).Select(one => one.Start).ToList();
        return new(bins[best.Start].Start, bins[within.Min()].Start, bins[within.Max()].Start, best.Hours, best.Gain);
    }

    /// <summary>The likelihood from the ramp on, at the best level of its end: by golden section, the likelihood having one peak.</summary>
    private static double BestClimb(IReadOnlyList<RateBin> bins, int start, double hours, double low)
    {
        const double golden = 0.6180339887498949;
        var (left, right) = (low, 1 - 1e-6);
        for (var i = 0; i < 12; i++)
        {
            var (a, b) = (right - golden * (right - left), left + golden * (right - left));
            if (Climb(bins, start, hours, low, a) < Climb(bins, start, hours, low, b))
                left = a;
            else
                right = b;
        }
        return Climb(bins, start, hours, low, (left + right) / 2);
    }

    private static double Climb(IReadOnlyList<RateBin> bins, int start, double hours, double low, double high)
    {
        var sum = 0.0;
        for (var k = start; k < bins.Count; k++)
        {
            var done = Math.Min(1, ((bins[k].Start - bins[start].Start).TotalHours + 0.5) / hours);
            sum += Likelihood.At(bins[k].Judged, bins[k].Failed, low + done * (high - low));
        }
        return sum;
    }
}
