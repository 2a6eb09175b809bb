using LlmMonitor.Core.Statistics;
using Xunit;

namespace LlmMonitor.Core.Tests.Statistics;

public sealed class PairedTests
{
    [Theory]
    [InlineData(new double[] { }, 1)]
    [InlineData(new double[] { 0, 0 }, 1)]
    [InlineData(new double[] { -1, -1, -1, -1, -1 }, 1 / 32.0)]
    [InlineData(new double[] { -1, -1, -1, -1, 1 }, 6 / 32.0)] // McNemar: P(X ≥ 4), X ~ Bin(5, ½)
    [InlineData(new double[] { -3, -2, -1 }, 1 / 8.0)]
    [InlineData(new double[] { -3, -2, 1 }, 2 / 8.0)]
    [InlineData(new double[] { 1, 1, 1 }, 1)]
    public void Few_differences_are_counted_exactly(double[] differences, double p) =>
        Assert.Equal(p, SignFlipTest.PValueOfDrop(differences, new Random(1)), 12);

    [Fact]
    public void Drawn_signs_come_near_the_exact_binomial()
    {
        var differences = Enumerable.Repeat(-1.0, 20).Concat(Enumerable.Repeat(1.0, 8)).ToArray();
        Assert.Equal(BinomialTail.AtLeast(20, 28, 0.5), SignFlipTest.PValueOfDrop(differences, new Random(7)), 0.004);
    }

    [Fact]
    public void A_drop_is_the_same_whatever_the_order_and_the_scale()
    {
        double[] some = [-0.5, 0.25, -0.75, 0.1, -0.3];
        var p = SignFlipTest.PValueOfDrop(some, new Random(1));
        Assert.Equal(p, SignFlipTest.PValueOfDrop(some.Reverse(), new Random(2)));
        Assert.Equal(p, SignFlipTest.PValueOfDrop(some.Select(one => one * 1000), new Random(3)));
    }

    /// <summary>30 scored examples, of which each differs from run to run by chance alone.</summary>
    [Theory]
    [InlineData(0.01)]
    [InlineData(0.05)]
    public void Without_a_change_a_drop_is_found_no_more_often_than_stated(double alpha)
    {
        var chance = new Random(20261123);
        const int runs = 2_000;
        var found = 0;
        for (var run = 0; run < runs; run++)
            if (
                SignFlipTest.PValueOfDrop(
                    Enumerable.Range(0, 30).Select(_ => Score(chance) - Score(chance)).Where(d => Math.Abs(d) > 0.5).Take(14),
                    chance
                ) <= alpha
            )
                found++;
        Assert.True(BinomialInterval.ClopperPearson(found, runs, 0.98).Low <= alpha, $"{found} of {runs}");
        static double Score(Random chance) => chance.NextDouble() < 0.7 ? 1 : chance.NextDouble();
    }

    [Fact]
    public void An_interval_holds_the_true_difference_about_as_often_as_it_says()
    {
        var chance = new Random(3);
        var held = 0;
        for (var run = 0; run < 200; run++)
        {
            var (low, high) = PairedBootstrap.Interval([.. Enumerable.Range(0, 60).Select(_ => chance.NextDouble() - 0.6)], chance);
            held += low <= -0.1 && -0.1 <= high ? 1 : 0;
        }
        Assert.InRange(held, 178, 200);
    }
}
