using LlmMonitor.Core.Monitors;
using LlmMonitor.Core.Safety.Rates;
using LlmMonitor.Core.Safety.Sampling;
using LlmMonitor.Core.Statistics;
using MathNet.Numerics.Distributions;
using Xunit;

namespace LlmMonitor.Core.Tests.Safety.Rates;

public sealed class RateVerdictsTests
{
    private const double Chance = 0.025;

    /// <summary>The exact chance that a look rings at its limit, over all window lengths of 90 days: what is stated, and no more.</summary>
    [Theory]
    [InlineData(0.001, 100)] // checks an hour
    [InlineData(0.001, 20_000)]
    [InlineData(0.001, 1_000_000)]
    [InlineData(0.00001, 990)] // 5.5 calls a second, 5 % judged
    [InlineData(0.00001, 20_000)]
    public void At_the_limit_the_chance_of_any_false_alarm_in_90_days_is_as_stated(double limit, int perHour)
    {
        var chance = RateWindow.OfVerdicts.Sum(window =>
        {
            var risk = window.RiskOf(Chance, RateWindow.OfVerdicts.Count, 1);
            var n = (long)(perHour * window.Length.TotalHours);
            return window.Looks * BinomialTail.AtLeast(FewestThatRing(n, limit, risk), n, limit);
        });
        Assert.InRange(chance, 0, Chance);
    }

    /// <summary>Simulated with strata whose own rates differ, together at the limit.</summary>
    [Theory]
    [InlineData(0.001)]
    [InlineData(0.00001)]
    public void Simulated_strata_at_the_limit_ring_no_more_often_than_the_risk(double limit)
    {
        const double risk = 0.05; // a great one, so that thousands of looks can show it
        const int looks = 4000;
        var random = new Random(5);
        var rung = 0;
        for (var look = 0; look < looks; look++)
            rung += RateRules.SurelyAbove(Counts(random, 2_000_000, limit), risk) > limit ? 1 : 0;
        Assert.InRange(rung / (double)looks, 0, risk);
    }

    /// <summary>Harm of 0.001 %, 5.5 calls a second, 5 % of them judged: three are expected in 12.5 days, and one or more is met in 95 of 100.</summary>
    [Fact]
    public void Harm_of_one_in_100_000_is_met_in_12_and_a_half_days_at_5_percent_and_sooner_with_strata()
    {
        const int runs = 4000;
        var calls = 5.5 * 86_400; // a day
        var random = new Random(3);
        var (uniform, stratified) = (new List<double>(), new List<double>());
        for (var run = 0; run < runs; run++)
        {
            uniform.Add(Exponential.Sample(random, calls * 0.00001 * 0.05));
            // Half of the harm at an endpoint with a tenth of the calls, judged whole at 25 %; the rest at 2.78 %: as much to pay.
            stratified.Add(Exponential.Sample(random, calls * 0.00001 * (0.5 * 0.25 + 0.5 * 0.0278)));
        }
        Assert.InRange(uniform.Count(days => days <= 12.5) / (double)runs, 0.935, 0.965);
        uniform.Sort();
        stratified.Sort();
        Assert.InRange(uniform[runs * 95 / 100], 11.5, 13.5);
        Assert.InRange(stratified[runs * 95 / 100], 4.0, 5.2);
    }

    [Theory] // S15: the first block of many rings nothing, and what was clean before hides nothing
    [InlineData(20_000, 10, false)] // 0.05 %
    [InlineData(20_000, 20, false)] // 0.1 %
    [InlineData(20_000, 200, true)]
    [InlineData(10, 1, false)]
    [InlineData(200, 20, true)]
    public void Blocks_ring_where_their_rate_is_surely_above_the_limit(long checks, long blocked, bool rings)
    {
        var verdict = RateVerdicts.Of(
            RateVerdicts.Blocks,
            "project",
            [Look(RateWindow.OfChecks[0], checks, blocked), Look(RateWindow.OfChecks[1], 10_000_000, blocked)],
            0.001,
            Chance,
            1
        );
        Assert.Equal(rings ? VerdictState.Critical : VerdictState.Ok, verdict.State);
        Assert.Contains("The limit is|surely above".Split('|')[rings ? 1 : 0], verdict.Summary, StringComparison.Ordinal);
    }

    [Fact] // S14
    public void Where_nothing_was_judged_the_verdict_is_unknown()
    {
        var verdict = RateVerdicts.Of(RateVerdicts.Harm, "endpoint:chat", [Look(RateWindow.OfVerdicts[0], 0, 0)], 0.00001, Chance, 1);
        Assert.Equal((VerdictState.Unknown, "too_few", null), (verdict.State, verdict.UnknownReason, verdict.Observed));
    }

    /// <summary>Hours until harm above the limit rings, at 5.5 calls a second and 5 % judged: the figures of the page.</summary>
    [Theory]
    [InlineData(0.01, 1, 1)]
    [InlineData(0.001, 24, 48)]
    [InlineData(0.0001, 24 * 7, 24 * 7)]
    public void Delay_is_as_the_page_says(double harm, int medianAtMost, int slowestAtMost)
    {
        const int perHour = 990;
        var random = new Random(11);
        var delays = new List<int>();
        for (var run = 0; run < 200; run++)
            delays.Add(Delay(random, harm, perHour));
        delays.Sort();
        Assert.True(delays[100] <= medianAtMost, $"median {delays[100]} h, 90th percentile {delays[180]} h");
        Assert.True(delays[180] <= slowestAtMost, $"90th percentile {delays[180]} h");
    }

    private static int Delay(Random random, double harm, int perHour)
    {
        var found = new List<long>();
        for (var hour = 1; hour <= 24 * 90; hour++)
        {
            found.Add(Rare(random, harm, perHour));
            foreach (var window in RateWindow.OfVerdicts)
            {
                var length = (int)window.Length.TotalHours;
                if (hour % length != 0)
                    continue;
                var n = (long)perHour * length;
                var k = found.Skip(hour - length).Sum();
                var risk = window.RiskOf(Chance, RateWindow.OfVerdicts.Count, 1);
                if (k > 0 && RateRules.SurelyAbove([new(GateOutcome.Passed, 0.05, n * 20, n, k)], risk) > 0.00001)
                    return hour;
            }
        }
        return 24 * 90;
    }

    /// <summary>Between what does not ring and what does: the bound grows with k.</summary>
    private static long FewestThatRing(long n, double limit, double risk)
    {
        var (quiet, rings) = (0L, n + 1);
        while (rings - quiet > 1)
        {
            var k = quiet + (rings - quiet) / 2;
            if (BinomialInterval.ClopperPearson(k, n, 1 - 2 * risk).Low <= limit)
                quiet = k;
            else
                rings = k;
        }
        return rings;
    }

    /// <summary>A binomial count of something rare, by the geometric gaps between its finds: as exact as a draw for each of n, and as cheap as what is found.</summary>
    private static long Rare(Random random, double share, long n)
    {
        var found = 0L;
        for (var at = (long)Geometric.Sample(random, share); at <= n; at += Geometric.Sample(random, share))
            found++;
        return found;
    }

    private static List<StratumCount> Counts(Random random, int calls, double limit)
    {
        // A tenth of the calls holds half of the harm.
        var (safe, risky) = (calls * 9L / 10, calls / 10L);
        return [Draw(safe, 0.05, limit * 0.5 / 0.9), Draw(risky, 0.5, limit * 0.5 / 0.1)];

        StratumCount Draw(long n, double rate, double harm)
        {
            var judged = (long)(n * rate);
            return new(GateOutcome.Passed, rate, n, judged, Rare(random, harm, judged));
        }
    }

    private static RateLook Look(RateWindow window, long checks, long blocked) =>
        new(window, Plant.Noon - window.Length, Plant.Noon, [new(GateOutcome.Passed, 1, checks, checks, blocked)]);
}
