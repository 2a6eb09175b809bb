using LlmMonitor.Core.Statistics.TwoSample;
using Xunit;

namespace LlmMonitor.Core.Tests.Statistics.TwoSample;

/// <summary>The fast way against the definition.</summary>
public sealed class KernelTwoSampleTests
{
    [Theory]
    [InlineData(3, 4, 5)]
    [InlineData(20, 44, 7)]
    [InlineData(64, 64, 16)]
    [InlineData(90, 61, 300)]
    public void Every_labelling_has_the_discrepancy_of_the_definition(int baseline, int current, int dimension)
    {
        var points = Points(baseline + current, dimension);
        var set = PermutationSet.Unpaired(baseline, current, 20, 3);
        double[] factors = [0.25, 1, 4];
        var fast = KernelTwoSample.Discrepancies(points, set, factors, 1);
        var wide = points.Select(point => Array.ConvertAll(point, value => (double)value)).ToArray();
        var median = MaximumMeanDiscrepancy.MedianDistance(wide)!.Value;
        for (var row = 0; row < set.Rows; row++)
        {
            var now = wide.Where((_, i) => set.IsCurrent(row, i)).ToArray();
            var before = wide.Where((_, i) => !set.IsCurrent(row, i)).ToArray();
            for (var f = 0; f < factors.Length; f++)
                Assert.Equal(MaximumMeanDiscrepancy.Unbiased(before, now, factors[f] * MedianOf(points, median)), fast[f][row], 2e-6);
        }
    }

    [Fact]
    public void Pairs_are_compared_without_the_product_of_a_pair_with_itself()
    {
        const int Pairs = 70;
        var points = Points(2 * Pairs, 6);
        var set = PermutationSet.Paired(Pairs, 10, 5);
        var fast = KernelTwoSample.Discrepancies(points, set, [1], 1)[0];
        var wide = points.Select(point => Array.ConvertAll(point, value => (double)value)).ToArray();
        var bandwidth = MaximumMeanDiscrepancy.MedianDistance(wide)!.Value;
        for (var row = 0; row < set.Rows; row++)
        {
            var sum = 0.0;
            for (var i = 0; i < 2 * Pairs; i++)
            for (var j = 0; j < 2 * Pairs; j++)
                if (i % Pairs != j % Pairs)
                {
                    var square = wide[i].Zip(wide[j], (x, y) => (x - y) * (x - y)).Sum();
                    var sign = set.IsCurrent(row, i) == set.IsCurrent(row, j) ? 1 : -1;
                    sum += sign * Math.Exp(-square / (2 * bandwidth * bandwidth));
                }
            Assert.Equal(sum / (Pairs * (Pairs - 1)), fast[row], 1e-4);
        }
    }

    [Fact]
    public void Points_that_are_all_the_same_differ_by_nothing()
    {
        var points = Enumerable.Repeat(new[] { 1f, 2f, 3f }, 40).ToArray();
        Assert.All(KernelTwoSample.Discrepancies(points, PermutationSet.Unpaired(20, 20, 9, 1), [1], 1)[0], value => Assert.Equal(0, value));
    }

    [Fact]
    public void Points_of_other_dimension_are_refused()
    {
        float[][] points = [[1, 2], [1, 3], [1], [1, 4]];
        var fault = Assert.Throws<ArgumentException>(() => KernelTwoSample.Discrepancies(points, PermutationSet.Unpaired(2, 2, 9, 1), [1], 1));
        Assert.Contains("coordinates", fault.Message);
    }

    // Up to 256 points all are taken for the median; the fast way picks the upper of two middle values.
    private static double MedianOf(float[][] points, double exact)
    {
        var squares = points.SelectMany((x, i) => points.Take(i).Select(y => x.Zip(y, (a, b) => (a - b) * (a - b)).Sum())).Order().ToArray();
        var upper = Math.Sqrt(squares[squares.Length / 2]);
        Assert.Equal(exact, upper, exact * 0.1);
        return upper;
    }

    private static float[][] Points(int count, int dimension)
    {
        var random = new Random(11);
        return [.. Enumerable.Range(0, count).Select(_ => Enumerable.Range(0, dimension).Select(_ => random.NextSingle() - 0.5f).ToArray())];
    }
}
