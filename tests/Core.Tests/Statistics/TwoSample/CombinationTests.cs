using LlmMonitor.Core.Statistics.TwoSample;
using LlmMonitor.Core.Statistics.TwoSample.Explaining;
using Xunit;

namespace LlmMonitor.Core.Tests.Statistics.TwoSample;

/// <summary>What is made of statistics by row: p, the smallest p of several views, step-down p; and the effects beside them.</summary>
public sealed class CombinationTests
{
    [Theory]
    [InlineData(new double[] { 5, 1, 2, 3 }, 0.25)]
    [InlineData(new double[] { 3, 5, 3, 1 }, 0.75)]
    [InlineData(new double[] { 0, 0, 0, 0 }, 1)]
    public void P_is_the_share_of_labellings_that_reach_the_observed_one(double[] statistic, double p) =>
        Assert.Equal(p, MinP.Of(statistic));

    [Fact]
    public void Of_one_view_or_of_one_view_twice_the_combination_is_its_own_p()
    {
        double[] view = [7, 9, 1, 2, 8, 3, 4, 5, 6, 0];
        Assert.Equal(0.3, MinP.Combine([view]));
        Assert.Equal(0.3, MinP.Combine([view, view]));
    }

    [Fact]
    public void The_smallest_p_of_two_views_is_compared_with_the_smallest_p_of_every_labelling()
    {
        // Observed: p 0.2 in the first view. Another labelling reaches 0.2 or less in either view three times of five.
        Assert.Equal(
            0.4,
            MinP.Combine([
                [5, 4, 3, 2, 1],
                [1, 2, 3, 4, 5],
            ])
        );
        Assert.Equal(
            0.2,
            MinP.Combine([
                [5, 4, 3, 2, 1],
                [5, 2, 3, 1, 4],
            ])
        );
    }

    // 400 runs at 5 % give 20 ± 4.4: above 37 with probability 2e-4.
    [Fact]
    public void A_combination_of_dependent_views_keeps_its_level()
    {
        var random = new Random(3);
        var rings = 0;
        for (var run = 0; run < 400; run++)
        {
            var first = Enumerable.Range(0, 200).Select(_ => random.NextDouble()).ToArray();
            double[] second = [.. first.Select(value => value + 0.3 * random.NextDouble())];
            rings += MinP.Combine([first, second]) <= 0.05 ? 1 : 0;
        }
        Assert.InRange(rings, 6, 37);
    }

    [Fact]
    public void Step_down_adjusts_the_strongest_for_all_and_the_weakest_for_itself()
    {
        double[][] statistics =
        [
            [9, 1, 2, 3],
            [1, 0, 2, 8],
            [2, 5, 1, 1],
        ];
        Assert.Equal([0.25, 1, 1], WestfallYoung.Adjusted(statistics).Select(p => p > 0.7 ? 1 : p));
        Assert.Equal(
            0.5,
            WestfallYoung
                .Adjusted([
                    [1, 0, 2, 0],
                ])
                .Single()
        );
        Assert.Empty(WestfallYoung.Adjusted([]));
    }

    [Fact]
    public void Adjusted_p_never_falls_below_that_of_a_stronger_statistic()
    {
        var random = new Random(1);
        var statistics = Enumerable.Range(0, 8).Select(_ => Enumerable.Range(0, 100).Select(_ => random.NextDouble()).ToArray()).ToArray();
        var adjusted = WestfallYoung.Adjusted(statistics);
        var falling = Enumerable.Range(0, 8).OrderByDescending(i => statistics[i][0]).Select(i => adjusted[i]).ToArray();
        Assert.Equal(falling.Order(), falling);
        Assert.All(Enumerable.Range(0, 8), i => Assert.True(adjusted[i] >= MinP.Of(statistics[i])));
    }

    [Theory]
    [InlineData(new float[] { 1, 2, 3 }, new float[] { 4, 5, 6 }, 1)]
    [InlineData(new float[] { 4, 5, 6 }, new float[] { 1, 2, 3 }, -1)]
    [InlineData(new float[] { 1, 2, 3 }, new float[] { 1, 2, 3 }, 0)]
    [InlineData(new float[] { 1, 1, 1, 1 }, new float[] { 1, 1, 2, 2 }, 0.5)]
    [InlineData(new float[] { float.NaN, 1 }, new float[] { 2, 2 }, 1)]
    public void The_effect_counts_which_of_two_values_is_larger(float[] before, float[] now, double delta)
    {
        var effect = CliffsDelta.Of([.. before, .. now], before.Length)!;
        Assert.Equal(delta, effect.Delta, 1e-12);
        Assert.InRange(effect.Delta, effect.Low, effect.High);
    }

    [Fact]
    public void An_effect_is_compared_within_segments_only()
    {
        // Within each segment nothing differs; the mix does.
        float[] before = [.. Enumerable.Repeat(1f, 8), 9, 9];
        float[] now = [1, 1, .. Enumerable.Repeat(9f, 8)];
        int[] segments = [.. before.Concat(now).Select(value => value > 5 ? 1 : 0)];
        Assert.Equal(0, CliffsDelta.Of([.. before, .. now], 10, segments)!.Delta);
        Assert.True(CliffsDelta.Of([.. before, .. now], 10)!.Delta > 0.5);
        Assert.Null(CliffsDelta.Of([1, 1], 1, [0, 1]));
    }

    // 95 % of 400: 380 ± 4.4.
    [Fact]
    public void The_interval_covers_the_true_effect_as_often_as_it_says()
    {
        var random = new Random(8);
        // Of two uniform values, one raised by 0.2: P(larger) − P(smaller) = 1 − 0.8².
        var hits = Enumerable
            .Range(0, 400)
            .Count(_ =>
            {
                float[] values = [.. Enumerable.Range(0, 80).Select(i => random.NextSingle() + (i >= 40 ? 0.2f : 0))];
                return CliffsDelta.Of(values, 40) is { } effect && effect.Low <= 0.36 && effect.High >= 0.36;
            });
        Assert.InRange(hits, 362, 396);
    }

    [Theory]
    [InlineData(new double[] { 1, 1, 1, 1, 5, 5, 5, 5 }, 4, true)]
    [InlineData(new double[] { 9, 8, 9, 2, 1, 2, 1, 1, 2 }, 3, false)]
    public void A_step_is_found_where_it_is(double[] values, int index, bool rose)
    {
        var change = ChangePoint.Of(values)!;
        Assert.Equal((index, rose), (change.Index, change.Rose));
    }

    [Fact]
    public void A_flat_series_has_no_step_and_noise_no_clear_one()
    {
        Assert.Null(ChangePoint.Of([2, 2, 2, 2]));
        Assert.Null(ChangePoint.Of([2]));
        var random = new Random(1);
        var clear = Enumerable
            .Range(0, 400)
            .Count(_ => ChangePoint.Of([.. Enumerable.Range(0, 100).Select(_ => random.NextDouble())])!.P <= 0.05);
        Assert.InRange(clear, 2, 32);
    }
}
