using LlmMonitor.Core.Statistics;
using LlmMonitor.Core.Statistics.Sequential;
using Xunit;

namespace LlmMonitor.Core.Tests.Statistics.Sequential;

public class SequentialTests
{
    [Fact]
    public void Every_bet_is_fair()
    {
        foreach (var bets in new[] { Bets.AnyChange, Bets.Greater })
        {
            var (means, factors) = (new double[bets.Count], new double[bets.Count]);
            const int steps = 200_000;
            for (var i = 0; i < steps; i++)
            {
                // By p = q^8/2 and its mirror image, so that the poles at both ends are met finely.
                var q = (i + 0.5) / steps;
                foreach (var p in new[] { Math.Pow(q, 8) / 2, 1 - Math.Pow(q, 8) / 2 })
                {
                    bets.Place(p, factors);
                    for (var k = 0; k < factors.Length; k++)
                        means[k] += factors[k] * 4 * Math.Pow(q, 7) / steps;
                }
            }
            Assert.All(means, mean => Assert.Equal(1, mean, 0.01));
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(1000)]
    public void P_values_are_uniform_with_any_ties(int differentValues)
    {
        var random = new Random(7);
        var below = new int[10];
        var reference = new RankReference();
        for (var i = 0; i < 5000; i++)
        {
            var value = random.Next(differentValues);
            below[(int)(10 * reference.PValue(value, random.NextDouble()))]++;
            reference.Add(value);
        }
        // Each of ten bins holds 500 ± 21.
        Assert.All(below, count => Assert.InRange(count, 400, 600));
    }

    [Fact]
    public void A_reference_forgets_what_it_is_told_to_and_nothing_else()
    {
        var reference = new RankReference();
        reference.AddRange([3, 1, 2]);
        reference.Remove(2);
        Assert.Equal(2, reference.Count);
        Assert.Equal(0.25, reference.OwnRank(1));
        Assert.Throws<ArgumentException>(() => reference.Remove(2));
    }

    [Fact]
    public void An_e_detector_rings_within_n_values_at_most_as_often_as_n_by_its_level()
    {
        const int runs = 2000;
        var rang = Enumerable.Range(0, runs).Count(run => Rings(Bets.AnyChange, 100, 1000, new Random(run).NextDouble));
        var (low, _) = BinomialInterval.ClopperPearson(rang, runs, 0.98);
        Assert.InRange(low, 0, 0.1);
        Assert.True(rang > 0, "A level that is never reached is no level.");
    }

    [Fact]
    public void An_e_detector_names_when_its_evidence_began()
    {
        var (random, detector) = (new Random(3), new EDetector(Bets.AnyChange.Count));
        for (uint i = 1; i <= 300; i++)
            detector.Feed(Bets.AnyChange, i <= 200 ? random.NextDouble() : 0.6 + 0.4 * random.NextDouble(), i);
        Assert.True(detector.Value > 1e6);
        Assert.InRange(detector.Since, 180u, 220u);
    }

    [Fact]
    public void What_was_written_goes_on_as_if_nothing_had_happened()
    {
        var (random, detector) = (new Random(5), new EDetector(Bets.AnyChange.Count));
        for (uint i = 0; i < 50; i++)
            detector.Feed(Bets.AnyChange, random.NextDouble(), i);
        var writer = new PackedWriter();
        detector.Write(writer);
        var reader = new PackedReader(writer.ToArray(), "a detector");
        var read = new EDetector(Bets.AnyChange.Count);
        read.Read(ref reader);
        detector.Feed(Bets.AnyChange, 0.9, 50);
        read.Feed(Bets.AnyChange, 0.9, 50);
        Assert.Equal(detector.Value, read.Value);
        Assert.Equal(detector.Since, read.Since);
    }

    private static bool Rings(Bets bets, int values, double level, Func<double> draw)
    {
        var detector = new EDetector(bets.Count);
        for (uint i = 0; i < values; i++)
        {
            detector.Feed(bets, draw(), i);
            if (detector.Value >= level)
                return true;
        }
        return false;
    }
}
