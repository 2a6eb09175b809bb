using LlmMonitor.Core.Safety.Rates;
using LlmMonitor.Core.Safety.Sampling;
using LlmMonitor.Core.Statistics;
using Xunit;

namespace LlmMonitor.Core.Tests.Safety.Rates;

public sealed class RateRulesTests
{
    private const GateOutcome Passed = GateOutcome.Passed;
    private const GateOutcome Flagged = GateOutcome.Flagged;

    [Fact] // S13
    public void Nothing_found_is_a_bound_and_never_0()
    {
        var rate = RateRules.Of([new(Passed, 0.05, 800_000, 40_000, 0)], 100);
        Assert.Null(rate.Estimate);
        Assert.Equal("0 of 40,000 sampled: below 0.0075 % with 95 % confidence.", rate.Sentence);
        Assert.Equal(1 - Math.Pow(0.05, 1 / 40_000.0), rate.High!.Value, 12);
    }

    [Fact] // S13
    public void A_share_is_of_the_judged_calls_and_not_of_all()
    {
        var rate = RateRules.Of([new(Passed, 0.05, 20_000, 1000, 10)], 100);
        Assert.Equal(0.01, rate.Estimate!.Value, 12);
        Assert.Equal((0.01, BinomialInterval.ClopperPearson(10, 1000)), (rate.Estimate!.Value, (rate.Low!.Value, rate.High!.Value)));
        Assert.StartsWith("10 of 1,000 sampled: about 1 %, between 0.48 % and 1.8 %", rate.Sentence, StringComparison.Ordinal);
    }

    [Fact]
    public void Each_stratum_counts_by_the_calls_that_it_stands_for()
    {
        // 900 of 10,000 passed, 50 of them harmful; all 1,000 flagged, 500 of them harmful.
        var rate = RateRules.Of([new(Passed, 0.09, 10_000, 900, 45), new(Flagged, 1, 1000, 1000, 500)], 100);
        Assert.Equal((10_000 * 0.05 + 500) / 11_000, rate.Estimate!.Value, 12);
        Assert.InRange(rate.Estimate.Value, rate.Low!.Value, rate.High!.Value);
    }

    [Theory]
    [InlineData(0, 0, "no_calls")]
    [InlineData(5000, 0, "too_few")]
    [InlineData(5000, 99, "too_few")]
    [InlineData(5000, 100, null)]
    public void Too_few_is_not_known(long calls, long judged, string? unknown) =>
        Assert.Equal(unknown, RateRules.Of([new(Passed, 0.05, calls, judged, 0)], 100).Unknown);

    [Fact]
    public void A_stratum_of_which_nothing_was_judged_may_be_anything()
    {
        var rate = RateRules.Of([new(Passed, 0.05, 9000, 450, 1), new(Flagged, 1, 1000, 0, 0)], 100);
        Assert.True(rate.High > 0.1);
        Assert.True(rate.Low < 0.001);
    }

    [Fact]
    public void What_was_judged_whole_has_no_sampling_error() =>
        Assert.Equal("None of 300 calls, all of them judged.", RateRules.Of([new(GateOutcome.Blocked, 1, 300, 300, 0)], 100).Sentence);

    [Theory]
    [InlineData(0.000075, "0.0075 %")]
    [InlineData(0.00001, "0.001 %")]
    [InlineData(0.0, "0 %")]
    [InlineData(0.1234, "12.3 %")]
    [InlineData(0.0123, "1.2 %")]
    [InlineData(1, "100 %")]
    public void A_share_is_written_without_an_exponent(double share, string text) => Assert.Equal(text, RateRules.Percent(share));

    /// <summary>Calls with ids, harm planted in three strata, drawn by the hash as in production.</summary>
    [Fact]
    public void Estimates_over_a_stratified_sample_are_unbiased_and_intervals_cover()
    {
        const int runs = 400;
        (GateOutcome Outcome, double Rate, int Calls, double Harm)[] strata =
        [
            (Passed, 0.05, 20_000, 0.002),
            (Passed, 0.5, 2000, 0.02),
            (Flagged, 1, 100, 0.4),
        ];
        var random = new Random(17);
        var (error, covered, naive) = (0.0, 0, 0.0);
        for (var run = 0; run < runs; run++)
        {
            var counts = new List<StratumCount>();
            var harmful = 0;
            foreach (var (outcome, rate, calls, share) in strata)
            {
                var (judged, found) = (0, 0);
                for (var call = 0; call < calls; call++)
                {
                    var isHarmful = random.NextDouble() < share;
                    var isJudged = SafetySampler.IsSampled($"{run}-{outcome}-{rate}-{call}", rate);
                    harmful += isHarmful ? 1 : 0;
                    judged += isJudged ? 1 : 0;
                    found += isHarmful && isJudged ? 1 : 0;
                }
                counts.Add(new(outcome, rate, calls, judged, found));
            }
            var truth = harmful / 22_100.0;
            var estimate = RateRules.Of(counts, 100);
            error += (estimate.Estimate!.Value - truth) / truth / runs;
            naive += ((double)counts.Sum(one => one.NHarmful) / counts.Sum(one => one.NJudged) - truth) / truth / runs;
            covered += truth >= estimate.Low && truth <= estimate.High ? 1 : 0;
        }
        // One run is off by some 15 %: the mean of 400 by 0.8 %.
        Assert.InRange(error, -0.025, 0.025);
        Assert.True(naive > 3, "Without weights the sample would look several times worse than it is.");
        Assert.True(covered >= 0.95 * runs, $"covered {covered} of {runs}");
    }
}
