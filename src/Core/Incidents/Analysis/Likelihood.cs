using MathNet.Numerics.Distributions;

namespace LlmMonitor.Core.Incidents.Analysis;

/// <summary>How much better two rates tell what was counted than one: log-likelihood ratios of binomial counts.</summary>
internal static class Likelihood
{
    /// <summary>k ln p + (n − k) ln(1 − p) at its own best p.</summary>
    public static double AtBest(long n, long k) => n == 0 ? 0 : Term(k, (double)k / n) + Term(n - k, (double)(n - k) / n);

    public static double At(double n, double k, double p) => Term(k, p) + Term(n - k, 1 - p);

    /// <returns>0 where the second rate is not the larger one: only a rise is a symptom.</returns>
    public static double Rise(Rate before, Rate after)
    {
        if (before.Judged == 0 || after.Judged == 0 || after.Failed * (double)before.Judged <= before.Failed * (double)after.Judged)
            return 0;
        var all = before.Plus(after);
        return AtBest(before.Judged, before.Failed) + AtBest(after.Judged, after.Failed) - AtBest(all.Judged, all.Failed);
    }

    /// <summary>The p of a rise of one rate over another, one-sided, by the signed root of the ratio.</summary>
    public static double RiseP(Rate before, Rate after, double dispersion = 1) =>
        before.Judged == 0 || after.Judged == 0 ? 1 : NormalAbove(Math.Sqrt(2 * Rise(before, after) / dispersion));

    public static double NormalAbove(double z) => Normal.CDF(0, 1, -z);

    private static double Term(double count, double p) => count <= 0 ? 0 : count * Math.Log(Math.Max(p, 1e-12));
}
