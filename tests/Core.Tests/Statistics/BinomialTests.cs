using System.Globalization;
using System.Text.Json;
using LlmMonitor.Core.Statistics;
using Xunit;

namespace LlmMonitor.Core.Tests.Statistics;

/// <summary>Against sums of exact fractions: tests/vectors/binomial/make.py.</summary>
public sealed class BinomialTests
{
    private static readonly JsonElement Vectors = JsonElement.Parse(
        File.ReadAllText(Repository.PathOf("tests", "vectors", "binomial", "clopper_pearson.json"))
    );

    [Fact]
    public void Intervals_are_those_of_exact_sums()
    {
        foreach (var row in Vectors.GetProperty("intervals").EnumerateArray())
        {
            var (low, high) = BinomialInterval.ClopperPearson(
                row.GetProperty("x").GetInt64(),
                row.GetProperty("n").GetInt64(),
                double.Parse(row.GetProperty("confidence").GetString()!, CultureInfo.InvariantCulture)
            );
            var interval = row.GetProperty("interval");
            Assert.Equal(interval[0].GetDouble(), low, 1e-9);
            Assert.Equal(interval[1].GetDouble(), high, 1e-9);
        }
    }

    [Fact]
    public void Tails_are_exact_sums()
    {
        foreach (var row in Vectors.GetProperty("tails").EnumerateArray())
        {
            var p = double.Parse(row.GetProperty("p").GetString()!, CultureInfo.InvariantCulture);
            var tail = row.GetProperty("at_least").GetDouble();
            Assert.Equal(tail, BinomialTail.AtLeast(row.GetProperty("k").GetInt64(), row.GetProperty("n").GetInt64(), p), tail * 1e-9);
        }
    }

    // Where nothing failed the bound is 1 − (α/2)^(1/n): about 3.7/n.
    [Theory]
    [InlineData(10)]
    [InlineData(1_000)]
    [InlineData(300_000)]
    public void Nothing_of_many_has_the_bound_of_the_closed_form(long n)
    {
        var bound = -Math.Exp(Math.Log(0.025) / n) + 1;
        Assert.Equal(
            (0, bound),
            BinomialInterval.ClopperPearson(0, n),
            (left, right) => left.Item1 == right.Item1 && Math.Abs(left.Item2 - right.Item2) < 1e-12
        );
        Assert.Equal(1 - bound, BinomialInterval.ClopperPearson(n, n).Low, 1e-12);
    }

    [Theory]
    [InlineData(30, 0.05, 1e-6)]
    [InlineData(100, 0.05, 1e-6)]
    [InlineData(15, 0.01, 1e-6)]
    [InlineData(10_000, 0.5, 1e-6)]
    [InlineData(3, 0.05, 1e-9)]
    [InlineData(40, 0.05, 0.5)]
    public void The_critical_number_is_the_first_that_is_rare_enough(long n, double p, double risk)
    {
        var critical = BinomialTail.Critical(n, p, risk);
        Assert.True(BinomialTail.AtLeast(critical, n, p) <= risk);
        Assert.True(BinomialTail.AtLeast(critical - 1, n, p) > risk);
    }

    [Fact]
    public void A_quantile_lies_in_its_interval_as_often_as_promised()
    {
        var (random, hits) = (new Random(5), 0);
        for (var run = 0; run < 1000; run++)
        {
            var sketch = new QuantileSketch();
            for (var i = 0; i < 200; i++)
                sketch.Add(random.NextDouble());
            // To the sketch's 1 %.
            if (QuantileInterval.Of(sketch, 0.9) is { } interval && interval.Low <= 0.9 * 1.01 && interval.High >= 0.9 / 1.01)
                hits++;
        }
        Assert.InRange(hits, 945, 1000);
    }

    [Fact]
    public void Too_few_samples_bound_no_high_quantile()
    {
        var sketch = new QuantileSketch();
        for (var i = 1; i <= 30; i++)
            sketch.Add(i);
        Assert.Null(QuantileInterval.Of(sketch, 0.95));
        Assert.NotNull(QuantileInterval.Of(sketch, 0.5));
    }
}
