using LlmMonitor.Core.Statistics.TwoSample;
using Xunit;

namespace LlmMonitor.Core.Tests.Statistics.TwoSample;

public sealed class PermutationSetTests
{
    [Fact]
    public void Row_0_is_what_was_observed()
    {
        var set = PermutationSet.Unpaired(70, 30, 5, 1);
        Assert.All(Enumerable.Range(0, 100), i => Assert.Equal(i >= 70, set.IsCurrent(0, i)));
        var pairs = PermutationSet.Paired(70, 5, 1);
        Assert.All(Enumerable.Range(0, 140), i => Assert.Equal(i >= 70, pairs.IsCurrent(0, i)));
    }

    [Fact]
    public void Labels_stay_within_their_segment()
    {
        int[] segments = [.. Enumerable.Range(0, 150).Select(i => i % 7 * (i < 100 ? 1 : 2) % 7)];
        var set = PermutationSet.Unpaired(100, 50, 200, 9, segments);
        foreach (var segment in segments.Distinct())
        {
            var members = Enumerable.Range(0, 150).Where(i => segments[i] == segment).ToArray();
            var observed = members.Count(i => set.IsCurrent(0, i));
            for (var row = 1; row < set.Rows; row++)
                Assert.Equal(observed, members.Count(i => set.IsCurrent(row, i)));
        }
    }

    [Fact]
    public void One_of_each_pair_is_current()
    {
        var set = PermutationSet.Paired(100, 200, 4);
        for (var row = 0; row < set.Rows; row++)
        for (var i = 0; i < 100; i++)
            Assert.NotEqual(set.IsCurrent(row, i), set.IsCurrent(row, 100 + i));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Every_sample_is_current_as_often_as_any_other(bool paired)
    {
        const int Draws = 20_000;
        var set = paired ? PermutationSet.Paired(20, Draws, 2) : PermutationSet.Unpaired(20, 20, Draws, 2);
        // Five standard deviations of a fair coin.
        for (var i = 0; i < 40; i++)
            Assert.Equal(0.5, Enumerable.Range(1, Draws).Count(row => set.IsCurrent(row, i)) / (double)Draws, 5 * 0.5 / Math.Sqrt(Draws));
    }

    [Fact]
    public void More_draws_begin_with_the_same_ones_and_another_seed_with_others()
    {
        var (few, many, other) = (PermutationSet.Unpaired(30, 30, 9, 5), PermutationSet.Unpaired(30, 30, 99, 5), PermutationSet.Unpaired(30, 30, 9, 6));
        Assert.Equal(Labels(few, 9), Labels(many, 9));
        Assert.NotEqual(Labels(few, 9), Labels(other, 9));
    }

    [Fact]
    public void Sums_are_those_of_the_current_samples()
    {
        var set = PermutationSet.Unpaired(50, 80, 10, 5);
        double[] values = [.. Enumerable.Range(0, 130).Select(i => Math.Sqrt(i))];
        var sums = set.SumsOfCurrent(values);
        for (var row = 0; row < set.Rows; row++)
            Assert.Equal(values.Where((_, i) => set.IsCurrent(row, i)).Sum(), sums[row], 1e-9);
    }

    [Fact]
    public void The_number_of_labellings_is_counted_by_segment()
    {
        Assert.Equal(Math.Log2(252), PermutationSet.Log2OfLabellings(5, 5, null), 1e-9);
        Assert.Equal(Math.Log2(2 * 2 * 2), PermutationSet.Log2OfLabellings(3, 3, [0, 1, 2, 0, 1, 2]), 1e-9);
        Assert.Equal(0, PermutationSet.Log2OfLabellings(2, 2, [0, 0, 1, 1]), 1e-9);
    }

    private static bool[] Labels(PermutationSet set, int row) => [.. Enumerable.Range(0, set.Size).Select(i => set.IsCurrent(row, i))];
}
