using LlmMonitor.Core.Statistics.TwoSample;
using Xunit;

namespace LlmMonitor.Core.Tests.Statistics.TwoSample;

public sealed class TwoSampleTestTests
{
    private static readonly TwoSampleSettings Settings = new(RequiredP: 0.05);

    [Fact]
    public void The_same_seed_gives_the_same_result_and_a_clear_change_the_least_p()
    {
        var (before, now) = (Draw(60, 1, shift: 0), Draw(60, 2, shift: 1.5f));
        var (first, again) = (TwoSampleTest.Run(before, now, Settings), TwoSampleTest.Run(before, now, Settings));
        Assert.Equal(0.001, first.P);
        Assert.Equal(first.P, again.P);
        Assert.Equal(first.Witness, again.Witness);
        Assert.Null(first.Unknown);
        // Only statistic 0 moved.
        Assert.Equal(0, first.Statistics[0].Index);
        Assert.True(first.Statistics[0].P <= 0.001);
        Assert.True(first.Statistics[0].Effect is { Delta: > 0.4, Low: > 0.3 });
        Assert.All(first.Statistics.Skip(1), other => Assert.True(other.P > 0.01));
        Assert.True(first.Witness.Skip(60).Average() > first.Witness.Take(60).Average() + 0.5);
    }

    [Fact]
    public void A_sample_beside_itself_is_no_change()
    {
        var same = Draw(50, 1, 0);
        Assert.True(TwoSampleTest.Run(same, same, Settings).P > 0.2);
        Assert.Equal(1, TwoSampleTest.RunPaired(same, same, Settings).P);
    }

    [Fact]
    public void Growing_transformations_of_a_statistic_change_nothing()
    {
        Sample[] Stretched(Sample[] samples) =>
            [.. samples.Select(sample => new Sample(Array.ConvertAll(sample.Statistics, value => MathF.Exp(value) * 3 + 1)))];
        var (before, now) = (Bare(Draw(40, 1, 0)), Bare(Draw(40, 2, 0.3f)));
        Assert.Equal(TwoSampleTest.Run(before, now, Settings).P, TwoSampleTest.Run(Stretched(before), Stretched(now), Settings).P);
    }

    [Fact]
    public void What_changed_stays_clear_when_both_samples_change_places()
    {
        var (before, now) = (Draw(60, 1, 0), Draw(60, 2, 1));
        var (there, back) = (TwoSampleTest.Run(before, now, Settings), TwoSampleTest.Run(now, before, Settings));
        Assert.Equal((0.001, 0.001), (there.P, back.P));
        Assert.Equal(there.Statistics[0].Effect!.Delta, -back.Statistics[0].Effect!.Delta, 1e-9);
    }

    // Under the null p ≤ α happens α of the time: 300 runs at 5 % give 15 ± 3.8, and 30 or more with probability 3e-4.
    [Fact]
    public void Where_nothing_changed_it_rings_as_often_as_it_says()
    {
        var rings = Enumerable.Range(0, 300).Count(run => TwoSampleTest.Run(Draw(25, 2 * run, 0), Draw(25, 2 * run + 1, 0), Settings).P <= 0.05);
        Assert.InRange(rings, 3, 29);
    }

    [Fact]
    public void A_shift_of_the_mix_rings_only_where_segments_are_not_known()
    {
        var (known, unknown) = (0, 0);
        for (var run = 0; run < 60; run++)
        {
            var (before, now) = (Mixed(60, 2 * run, share: 0.7), Mixed(60, 2 * run + 1, share: 0.3));
            known += TwoSampleTest.Run(before, now, Settings).P <= 0.05 ? 1 : 0;
            unknown += TwoSampleTest.Run(Bare(before), Bare(now), Settings).P <= 0.05 ? 1 : 0;
        }
        Assert.InRange(known, 0, 9);
        Assert.InRange(unknown, 55, 60);
    }

    [Fact]
    public void The_segment_that_changed_is_named()
    {
        var before = Mixed(120, 1, 0.5);
        Sample[] now = [.. Mixed(120, 2, 0.5).Select(sample => sample.Segment == "b" ? sample with { Statistics = [sample.Statistics[0] + 2, .. sample.Statistics[1..]] } : sample)];
        var segments = TwoSampleTest.Run(before, now, Settings).Segments;
        Assert.Equal("b", segments[0].Segment);
        Assert.True(segments[0].P <= 0.002 && segments[0].Gap > segments[1].Gap);
    }

    [Fact]
    public void Pairs_see_what_two_loose_samples_do_not()
    {
        var (paired, loose) = (0, 0);
        for (var run = 0; run < 20; run++)
        {
            var random = new Random(1000 + run);
            // What the prompt asks for differs far more than what changed.
            Sample[] before = [.. Enumerable.Range(0, 30).Select(_ => new Sample([random.Next(1000), random.Next(1000)]))];
            Sample[] now = [.. before.Select(sample => new Sample(Array.ConvertAll(sample.Statistics, value => value + random.Next(-20, 40))))];
            paired += TwoSampleTest.RunPaired(before, now, Settings).P <= 0.05 ? 1 : 0;
            loose += TwoSampleTest.Run(before, now, Settings).P <= 0.05 ? 1 : 0;
        }
        Assert.InRange(paired, 15, 20);
        Assert.InRange(loose, 0, 5);
    }

    [Fact]
    public void Too_few_samples_or_labellings_are_unknown_and_say_so()
    {
        Assert.Contains("at least 20", TwoSampleTest.Run(Draw(19, 1, 0), Draw(50, 2, 0), Settings).Unknown);
        Assert.Contains("19 pairs", TwoSampleTest.RunPaired(Draw(19, 1, 0), Draw(19, 2, 0), Settings).Unknown);
        Sample[] Of(string segment, int seed) => [.. Draw(30, seed, 0).Select(sample => sample with { Segment = segment })];
        var apart = TwoSampleTest.Run(Of("a", 1), Of("b", 2), Settings);
        Assert.Null(apart.P);
        Assert.Contains("too few segments", apart.Unknown);
    }

    [Fact]
    public void A_small_p_is_earned_by_more_labellings_and_a_large_one_is_not_worth_them()
    {
        var strict = new TwoSampleSettings(RequiredP: 0.0005);
        Assert.Equal(10_000, TwoSampleTest.Run(Draw(40, 1, 0), Draw(40, 2, 3), strict).Draws);
        Assert.Equal(999, TwoSampleTest.Run(Draw(40, 1, 0), Draw(40, 3, 0), strict).Draws);
    }

    private static Sample[] Draw(int count, int seed, float shift)
    {
        var random = new Random(seed);
        float Normal() => MathF.Sqrt(-2 * MathF.Log(1 - random.NextSingle())) * MathF.Cos(2 * MathF.PI * random.NextSingle());
        return
        [
            .. Enumerable
                .Range(0, count)
                .Select(_ =>
                {
                    float[] statistics = [Normal() + shift, Normal(), random.Next(3), MathF.Abs(Normal()), 1];
                    return new Sample(statistics, [Normal(), Normal() + shift, Normal()]);
                }),
        ];
    }

    private static Sample[] Mixed(int count, int seed, double share)
    {
        var random = new Random(seed + 77);
        return
        [
            .. Draw(count, seed, 0)
                .Select(sample =>
                    random.NextDouble() < share
                        ? sample with { Segment = "a" }
                        : new Sample([.. sample.Statistics.Select(value => value * 2 + 4)], sample.Embedding, "b")
                ),
        ];
    }

    private static Sample[] Bare(Sample[] samples) => [.. samples.Select(sample => new Sample(sample.Statistics))];
}
