using LlmMonitor.Core.Statistics;
using Xunit;

namespace LlmMonitor.Core.Tests.Statistics;

public class ExactQuantileTests
{
    [Theory]
    [MemberData(nameof(QuantileVectors.All), MemberType = typeof(QuantileVectors))]
    public void It_is_the_smallest_sample_that_a_share_does_not_exceed(string set, double[] samples, double q, double expected)
    {
        Assert.NotEmpty(set);
        Assert.Equal(expected, ExactQuantile.Of(samples, q));
    }

    [Theory] // L3
    [InlineData(20, 0.95, 19)]
    [InlineData(100, 0.99, 99)]
    [InlineData(100, 0.5, 50)]
    [InlineData(100, 0.07, 7)] // 0.07 × 100 is 7.000000000000001 in binary
    [InlineData(100, 0.29, 29)]
    [InlineData(1000, 0.999, 999)]
    [InlineData(19, 0.95, 19)]
    [InlineData(1, 0.01, 1)]
    [InlineData(5, 0, 1)]
    [InlineData(5, 1e-300, 1)]
    [InlineData(5, 1, 5)]
    [InlineData(long.MaxValue, 1, long.MaxValue)]
    public void The_rank_is_not_one_too_high_where_the_product_is_whole(long n, double q, long expected) =>
        Assert.Equal(expected, ExactQuantile.Rank(q, n));

    [Fact]
    public void No_sample_has_no_quantile() => Assert.Null(ExactQuantile.Of([], 0.5));

    [Theory]
    [InlineData(-0.01)]
    [InlineData(1.01)]
    [InlineData(95)]
    [InlineData(double.NaN)]
    public void A_share_outside_0_to_1_is_refused(double q)
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => ExactQuantile.Of([1, 2], q));
        Assert.Contains("0.95 for the 95th percentile", error.Message);
    }

    [Fact]
    public void The_samples_stay_in_their_order()
    {
        double[] samples = [3, 1, 2];
        ExactQuantile.Of(samples, 0.5);
        Assert.Equal([3, 1, 2], samples);
    }
}
