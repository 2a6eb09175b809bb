using FsCheck.Xunit;
using LlmMonitor.Core.Statistics;
using Xunit;

namespace LlmMonitor.Core.Tests.Statistics;

public class QuantileSketchTests
{
    private static readonly double[] Shares = [0, 0.001, 0.01, 0.07, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 0.999, 1];

    [Theory]
    [MemberData(nameof(QuantileVectors.All), MemberType = typeof(QuantileVectors))]
    public void Reference_quantiles_are_met_to_1_percent(string set, double[] samples, double q, double expected)
    {
        Assert.NotEmpty(set);
        AssertWithin1Percent(expected, Sketch(samples).Quantile(q));
    }

    public static TheoryData<string, int> Shapes()
    {
        var rows = new TheoryData<string, int>();
        foreach (
            var shape in (string[])
                ["uniform", "exponential", "pareto", "lognormal", "constant", "two points", "some zeros", "tiny", "huge", "all magnitudes"]
        )
        foreach (var n in (int[])[1, 2, 3, 19, 20, 100, 5000])
            rows.Add(shape, n);
        return rows;
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Any_shape_of_data_is_met_to_1_percent(string shape, int n)
    {
        var samples = Samples(shape, n, seed: n);
        var sketch = Sketch(samples);
        foreach (var q in Shares)
            AssertWithin1Percent(ExactQuantile.Of(samples, q)!.Value, sketch.Quantile(q));
        Assert.Equal(samples.Min(), sketch.Quantile(0));
        Assert.Equal(samples.Max(), sketch.Quantile(1));
        Assert.Equal(n, sketch.Count);
    }

    [Theory] // L3
    [InlineData(20, 0.95, 19)]
    [InlineData(100, 0.99, 99)]
    [InlineData(100, 0.5, 50)]
    public void The_95th_percentile_of_20_values_is_the_19th_and_not_the_largest(int n, double q, double expected) =>
        AssertWithin1Percent(expected, Sketch(Enumerable.Range(1, n).Select(i => (double)i)).Quantile(q));

    [Property(MaxTest = 200)]
    public bool Merging_in_any_order_and_grouping_gives_the_same_bytes(int[] a, int[] b, int[] c)
    {
        var (x, y, z) = (Positive(a), Positive(b), Positive(c));
        var all = Sketch([.. z, .. x, .. y]).ToBytes();
        var leftFirst = Merged(Merged(Sketch(x), Sketch(y)), Sketch(z)).ToBytes();
        var rightFirst = Merged(Sketch(z), Merged(Sketch(y), Sketch(x))).ToBytes();
        var throughBytes = Merged(Kept(Sketch(y)), Kept(Merged(Kept(Sketch(x)), Kept(Sketch(z))))).ToBytes();
        return all.SequenceEqual(leftFirst) && all.SequenceEqual(rightFirst) && all.SequenceEqual(throughBytes);
    }

    [Property(MaxTest = 200)]
    public bool A_sketch_comes_back_from_its_bytes_as_it_was(int[] values)
    {
        var sketch = Sketch(Positive(values));
        var back = Kept(sketch);
        return back.ToBytes().SequenceEqual(sketch.ToBytes())
            && Shares.All(q => back.Quantile(q) == sketch.Quantile(q))
            && back.Count == sketch.Count;
    }

    [Fact]
    public void A_value_added_five_times_is_five_values()
    {
        var sketch = new QuantileSketch();
        sketch.Add(0.3, 5);
        Assert.Equal(Sketch([0.3, 0.3, 0.3, 0.3, 0.3]).ToBytes(), sketch.ToBytes());
    }

    [Fact]
    public void A_merge_leaves_the_other_one_as_it_was()
    {
        var other = Sketch([1, 2]);
        var before = other.ToBytes();
        var target = Merged(new QuantileSketch(), other);
        target.Add(1);
        target.Add(9000);
        Assert.Equal(before, other.ToBytes());
    }

    [Fact]
    public void Merged_with_itself_it_holds_everything_twice()
    {
        var sketch = Sketch([0, 1, 500]);
        sketch.Merge(sketch);
        Assert.Equal(Sketch([0, 0, 1, 1, 500, 500]).ToBytes(), sketch.ToBytes());
    }

    [Fact]
    public void An_empty_sketch_has_no_quantile_and_three_bytes()
    {
        var sketch = new QuantileSketch();
        Assert.Null(sketch.Quantile(0.5));
        Assert.Null(sketch.Min);
        Assert.Null(sketch.Max);
        Assert.Equal(3, sketch.ToBytes().Length);
        Assert.Equal(0, Kept(sketch).Count);
    }

    [Fact]
    public void It_is_small()
    {
        Assert.InRange(Sketch([0.31, 0.45, 0.52, 0.9, 1.7]).ToBytes().Length, 1, 36);
        Assert.InRange(Sketch(Samples("lognormal", 5000, seed: 1)).ToBytes().Length, 1, 1300);
    }

    [Theory]
    [InlineData(1e-15)]
    [InlineData(double.Epsilon)]
    [InlineData(1e15)]
    [InlineData(double.MaxValue)]
    public void A_value_beyond_the_bins_is_counted_at_the_edge_and_kept_exactly_as_smallest_and_largest(double value)
    {
        var sketch = Sketch([value, 1]);
        Assert.Equal(2, Kept(sketch).Count);
        Assert.Equal(Math.Min(value, 1), sketch.Quantile(0));
        Assert.Equal(Math.Max(value, 1), sketch.Quantile(1));
    }

    [Theory]
    [InlineData(-1e-9, 1)]
    [InlineData(double.NaN, 1)]
    [InlineData(double.PositiveInfinity, 1)]
    [InlineData(double.NegativeInfinity, 1)]
    [InlineData(1, 0)]
    [InlineData(1, -3)]
    public void What_cannot_be_counted_is_refused_and_changes_nothing(double value, long count)
    {
        var sketch = new QuantileSketch();
        Assert.Throws<ArgumentOutOfRangeException>(() => sketch.Add(value, count));
        Assert.Equal(0, sketch.Count);
    }

    [Fact]
    public void Minus_zero_is_zero_to_the_byte() => Assert.Equal(Sketch([0.0]).ToBytes(), Sketch([-0.0]).ToBytes());

    [Fact]
    public void Bytes_cut_short_or_too_long_are_refused_with_a_sentence()
    {
        var bytes = Sketch([0, 0.5, 2, 70]).ToBytes();
        for (var length = 0; length < bytes.Length; length++)
            Assert.Contains("not a quantile sketch", Refused(bytes[..length]));
        Assert.Contains("left over", Refused([.. bytes, 0]));
    }

    [Theory]
    [InlineData("", "too early")]
    [InlineData("020000", "version 2 is not known")]
    [InlineData("01FFFFFFFFFFFFFFFFFF0100", "above the largest")]
    [InlineData("01FFFFFFFFFFFFFFFFFFFF0100", "longer than 64 bits")]
    [InlineData("01000100000000000000F83F000000000000F03F0101", "do not fit")] // smallest 1.5, largest 1
    [InlineData("010001000000000000F03F000000000000F03F0100", "a bin is empty")]
    [InlineData("010001000000000000F03F000000000000F03FFF7F01", "out of range")] // bin 16383
    public void Bytes_that_are_no_sketch_are_refused_with_a_sentence(string hex, string sentence) =>
        Assert.Contains(sentence, Refused(Convert.FromHexString(hex)));

    private static string Refused(byte[] bytes) => Assert.Throws<FormatException>(() => QuantileSketch.FromBytes(bytes)).Message;

    private static QuantileSketch Sketch(IEnumerable<double> values)
    {
        var sketch = new QuantileSketch();
        foreach (var value in values)
            sketch.Add(value);
        return sketch;
    }

    private static QuantileSketch Merged(QuantileSketch target, QuantileSketch other)
    {
        target.Merge(other);
        return target;
    }

    private static QuantileSketch Kept(QuantileSketch sketch) => QuantileSketch.FromBytes(sketch.ToBytes());

    // Spread over many magnitudes, zero included.
    private static double[] Positive(int[] values) => [.. values.Select(value => value % 7 == 0 ? 0 : Math.Exp(value % 97 / 5.0))];

    private static void AssertWithin1Percent(double exact, double? estimate) =>
        Assert.True(
            Math.Abs(estimate!.Value - exact) <= QuantileSketch.RelativeError * exact * (1 + 1e-9),
            $"{estimate} is more than 1 % from {exact}."
        );

    private static double[] Samples(string shape, int n, int seed)
    {
        var random = new Random(seed);
        double Uniform() => 1 - random.NextDouble();
        double Normal() => Math.Sqrt(-2 * Math.Log(Uniform())) * Math.Cos(2 * Math.PI * Uniform());
        Func<double> next = shape switch
        {
            "uniform" => () => 10 * Uniform(),
            "exponential" => () => -1.7 * Math.Log(Uniform()),
            "pareto" => () => Math.Pow(Uniform(), -1 / 1.1),
            "lognormal" => () => Math.Exp(1.5 * Normal()),
            "constant" => () => 0.25,
            "two points" => () => Uniform() < 0.9 ? 0.2 : 30,
            "some zeros" => () => Uniform() < 0.3 ? 0 : Uniform(),
            "tiny" => () => 1e-9 * (1 + Uniform()),
            "huge" => () => 1e9 * Uniform(),
            "all magnitudes" => () => Math.Pow(10, 18 * Uniform() - 9),
            _ => throw new ArgumentOutOfRangeException(nameof(shape)),
        };
        return [.. Enumerable.Range(0, n).Select(_ => next())];
    }
}
