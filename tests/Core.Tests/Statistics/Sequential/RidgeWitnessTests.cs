using LlmMonitor.Core.Statistics.Sequential;
using Xunit;

namespace LlmMonitor.Core.Tests.Statistics.Sequential;

public class RidgeWitnessTests
{
    private static readonly float[] Ones = [.. Enumerable.Repeat(1f, 80)];

    [Fact]
    public void It_points_to_the_column_that_moved()
    {
        var random = new Random(1);
        var direction = new RidgeWitness(Rows(random, 200, 0)).Learn(Rows(random, 80, 2), Ones);
        Assert.Equal(3, Array.IndexOf(direction, direction.Max()));
    }

    [Fact]
    public void Columns_in_another_order_give_the_same_direction_in_that_order()
    {
        var (before, after) = (Rows(new Random(1), 100, 0), Rows(new Random(2), 80, 1));
        var direction = new RidgeWitness(before).Learn(after, Ones);
        var turned = new RidgeWitness([.. before.Select(Turned)]).Learn([.. after.Select(Turned)], Ones);
        for (var i = 0; i < direction.Length; i++)
            Assert.Equal(direction[i], turned[^(i + 1)], 1e-4f);
    }

    [Fact]
    public void Rows_that_are_all_alike_give_a_direction_of_zeros()
    {
        var rows = Enumerable.Repeat(new float[] { 1, 2, 3 }, 80).ToList();
        Assert.All(new RidgeWitness(rows).Learn(rows, Ones), part => Assert.Equal(0, part));
    }

    private static float[] Turned(float[] row) => [.. row.Reverse()];

    private static List<float[]> Rows(Random random, int count, float shift) =>
        [
            .. Enumerable
                .Range(0, count)
                .Select(_ => Enumerable.Range(0, 10).Select(column => (float)random.NextDouble() + (column == 3 ? shift : 0)).ToArray()),
        ];
}
