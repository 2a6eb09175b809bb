using LlmMonitor.Core.Statistics;
using Xunit;

namespace LlmMonitor.Core.Tests.Statistics;

public sealed class SketchCountTests
{
    [Fact]
    public void Counts_are_never_too_many_and_leave_out_two_percent_at_most()
    {
        var random = new Random(1);
        var values = Enumerable.Range(0, 5000).Select(_ => Math.Exp(3 * random.NextDouble() - 1)).Append(0).Append(0).ToList();
        var sketch = new QuantileSketch();
        values.ForEach(value => sketch.Add(value));
        foreach (var limit in new[] { 1e-12, 0.3, 0.5, 1, 2.5, 7, 9, 1e6 })
        {
            Assert.InRange(sketch.CountAbove(limit), values.Count(value => value > limit * 1.0203), values.Count(value => value > limit));
            Assert.InRange(sketch.CountBelow(limit), values.Count(value => value < limit / 1.0203), values.Count(value => value < limit));
        }
    }

    [Fact]
    public void Zeros_and_ends_are_counted_exactly()
    {
        var sketch = new QuantileSketch();
        Assert.Equal((0, 0), (sketch.CountAbove(1), sketch.CountBelow(1)));
        sketch.Add(0, 3);
        sketch.Add(2, 4);
        Assert.Equal((4, 0, 3), (sketch.CountAbove(0), sketch.CountAbove(2), sketch.CountBelow(2)));
        Assert.Equal((7, 0), (sketch.CountBelow(3), sketch.CountBelow(0)));
    }
}
