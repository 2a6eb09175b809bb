using System.Globalization;
using LlmMonitor.Core.Statistics;

namespace LlmMonitor.Core.Safety.Rates;

/// <summary>
/// Rates from a stratified sample. The estimate is Horvitz and Thompson's (J. Am. Stat. Assoc. 47, 1952) with the weights that came true: each judged call
/// of a stratum stands for calls / judged of it, which is 1/rate but for what chance drew and what could not be judged. The interval adds up those of the
/// strata (Clopper and Pearson, exact) by their shares, each at confidence 1 − 0.05/H of H sampled strata (Bonferroni): it covers with at least 95 %, at the
/// price of being wide. A stratum that was judged whole has no sampling error; one of which nothing was judged may be anything from 0 to 1.
/// </summary>
public static class RateRules
{
    private const double Risk = 0.05;

    /// <param name="minimum">Fewer judged calls give no estimate.</param>
    public static RateEstimate Of(IEnumerable<StratumCount> counts, long minimum)
    {
        var strata = Pool(counts);
        var (calls, judged, harmful) = (strata.Sum(one => one.NCalls), strata.Sum(one => one.NJudged), strata.Sum(one => one.NHarmful));
        if (calls == 0)
            return RateEstimate.NotKnown("no_calls", "No calls.");
        if (judged == 0)
            return RateEstimate.NotKnown("too_few", $"None of {Count(calls)} calls was judged: not known.", calls);
        var sampled = Math.Max(1, strata.Count(one => one.NJudged > 0 && one.NJudged < one.NCalls));
        // Nothing found has one side only: "at most".
        var confidence = 1 - (harmful == 0 ? 2 : 1) * Risk / sampled;
        var (estimate, low, high, seen) = (0.0, 0.0, 0.0, 0.0);
        foreach (var one in strata)
        {
            var weight = (double)one.NCalls / calls;
            var share = one.NJudged == 0 ? 0 : (double)one.NHarmful / one.NJudged;
            var (from, to) =
                one.NJudged == 0 ? (0, 1)
                : one.NJudged >= one.NCalls ? (share, share)
                : BinomialInterval.ClopperPearson(one.NHarmful, one.NJudged, Math.Max(0.5, confidence));
            (estimate, low, high) = (estimate + weight * share, low + weight * from, high + weight * to);
            seen += one.NJudged == 0 ? 0 : weight;
        }
        var known = new RateEstimate(harmful == 0 ? null : estimate / seen, low, high, calls, judged, harmful, "", null);
        return judged < minimum
            ? known with
            {
                Estimate = null,
                Unknown = "too_few",
                Sentence =
                    $"{Seen(known)}: fewer than {Count(minimum)} were judged, so it is not known; at most {Percent(high)} with 95 % confidence.",
            }
            : known with
            {
                Sentence = Sentence(known),
            };
    }

    /// <summary>
    /// What the rate behind the calls surely exceeds: the lower bounds of the strata by their shares, each at risk/H. While the true rate is at most r,
    /// this passes r with a chance of at most <paramref name="risk"/>, whatever the strata's own rates are.
    /// </summary>
    public static double SurelyAbove(IEnumerable<StratumCount> counts, double risk)
    {
        var strata = Pool(counts);
        var calls = strata.Sum(one => one.NCalls);
        var sampled = strata.Count(one => one.NJudged > 0);
        return strata
            .Where(one => one.NHarmful > 0)
            .Sum(one =>
                one.NCalls / (double)calls * BinomialInterval.ClopperPearson(one.NHarmful, one.NJudged, 1 - 2 * risk / sampled).Low
            );
    }

    /// <summary>As people read small shares: two digits that count, no exponent.</summary>
    public static string Percent(double share)
    {
        var percent = share * 100;
        if (percent is 0 or >= 10)
            return $"{percent.ToString("0.#", CultureInfo.InvariantCulture)} %";
        var digits = Math.Clamp(1 - (int)Math.Floor(Math.Log10(percent)), 0, 12);
        return $"{Math.Round(percent, digits).ToString("0.############", CultureInfo.InvariantCulture)} %";
    }

    internal static string Count(long count) => count.ToString("#,0", CultureInfo.InvariantCulture);

    /// <summary>Calls of equal probability are one stratum, whatever else they are; the gate's outcomes stay apart, because their rates differ most.</summary>
    private static List<StratumCount> Pool(IEnumerable<StratumCount> counts) =>
        [
            .. counts
                .GroupBy(one => (one.Outcome, one.Rate))
                .Select(same => new StratumCount(
                    same.Key.Outcome,
                    same.Key.Rate,
                    same.Sum(one => Math.Max(one.NCalls, one.NJudged)),
                    same.Sum(one => one.NJudged),
                    same.Sum(one => one.NHarmful)
                ))
                .Where(one => one.NCalls > 0),
        ];

    private static string Seen(RateEstimate rate) => $"{Count(rate.NHarmful)} of {Count(rate.NJudged)} sampled";

    private static string Sentence(RateEstimate rate) =>
        rate switch
        {
            { NHarmful: 0, High: 0 } => $"None of {Count(rate.NCalls)} calls, all of them judged.",
            { NHarmful: 0 } => $"{Seen(rate)}: below {Percent(rate.High!.Value)} with 95 % confidence.",
            _ =>
                $"{Seen(rate)}: about {Percent(rate.Estimate!.Value)}, between {Percent(rate.Low!.Value)} and {Percent(rate.High!.Value)} with 95 % confidence.",
        };
}
