using LlmMonitor.Core.Statistics;
using Xunit;

namespace LlmMonitor.Core.Tests.Statistics;

public sealed class FisherExactTests
{
    /// <summary>From the definition, by whole numbers: C(5,k)·C(5,4−k)/C(10,4) and so on.</summary>
    [Theory]
    [InlineData(4, 5, 0, 5, 5.0 / 210)]
    [InlineData(3, 5, 1, 5, 55.0 / 210)]
    [InlineData(2, 5, 2, 5, 155.0 / 210)]
    [InlineData(1, 5, 3, 5, 205.0 / 210)]
    [InlineData(0, 5, 4, 5, 1)]
    [InlineData(3, 4, 1, 4, 17.0 / 70)] // Fisher's lady tasting tea
    [InlineData(0, 0, 3, 5, 1)]
    [InlineData(2, 3, 0, 0, 1)]
    public void It_adds_up_the_hypergeometric_tail(long hits, long n, long otherHits, long otherN, double p) =>
        Assert.Equal(p, FisherExact.Greater(hits, n, otherHits, otherN), 1e-12);

    [Theory]
    [InlineData(7, 20, 15, 100)]
    [InlineData(60, 200, 900, 4000)]
    [InlineData(3, 300_000, 10, 2_000_000)]
    public void Against_a_crowd_it_is_the_binomial_tail_of_the_same_share(long hits, long n, long otherHits, long otherN)
    {
        // A reference a million times as large as before, of the same share, is as good as knowing the share.
        var known = BinomialTail.AtLeast(hits, n, (double)otherHits / otherN);
        Assert.Equal(1, FisherExact.Greater(hits, n, otherHits * 100_000, otherN * 100_000) / known, 0.02);
        Assert.True(FisherExact.Greater(hits, n, otherHits, otherN) >= known * 0.98);
    }

    [Fact]
    public void More_hits_are_less_likely()
    {
        var last = 1.0;
        for (var hits = 1; hits <= 30; hits++)
        {
            var p = FisherExact.Greater(hits, 30, 40, 200);
            Assert.True(p < last, $"{hits}: {p} after {last}");
            last = p;
        }
    }
}
