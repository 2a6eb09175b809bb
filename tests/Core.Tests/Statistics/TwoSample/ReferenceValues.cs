using System.Text.Json;
using LlmMonitor.Core.Statistics;
using LlmMonitor.Core.Statistics.TwoSample;
using Xunit;

namespace LlmMonitor.Core.Tests.Statistics.TwoSample;

/// <summary>Against values of other implementations: tests/vectors/two-sample and tests/vectors/binomial, which name them.</summary>
public sealed class ReferenceValues
{
    public static TheoryData<string> Names =>
        [.. Rows("two-sample", "reference.json").Select(row => row.GetProperty("of").GetString()!).Distinct()];

    [Theory]
    [MemberData(nameof(Names))]
    public void Values_are_those_of_other_implementations(string name)
    {
        foreach (var row in Rows("two-sample", "reference.json").Where(row => row.GetProperty("of").GetString() == name))
        {
            var expected = Assert.Single(Numbers(row.GetProperty("values")));
            Assert.Equal(expected, Of(name, row), row.GetProperty("tolerance").GetDouble());
        }
    }

    [Fact]
    public void Intervals_of_shares_are_those_of_SciPy()
    {
        foreach (var row in Rows("binomial", "intervals_by_scipy.json"))
        {
            var (successes, n) = (row.GetProperty("successes").GetInt64(), row.GetProperty("n").GetInt64());
            Close(Numbers(row.GetProperty("exact")), BinomialInterval.ClopperPearson(successes, n));
            // One side at 95 % is two sides at 90 %.
            Assert.Equal(row.GetProperty("upper").GetDouble(), BinomialInterval.ClopperPearson(successes, n, 0.9).High, 1e-9);
        }
    }

    private static double Of(string name, JsonElement row)
    {
        var (x, y) = (row.GetProperty("x"), row.GetProperty("y"));
        return name switch
        {
            "unbiased_mmd" => MaximumMeanDiscrepancy.Unbiased(Points(x), Points(y), row.GetProperty("bandwidth").GetDouble()),
            "permutation_p" => MinP.Of([.. Numbers(x), .. Numbers(y)]),
            _ => throw new ArgumentException($"Nothing computes {name}.", nameof(name)),
        };
    }

    private static void Close(double[] expected, (double Low, double High) actual)
    {
        Assert.Equal(expected[0], actual.Low, 1e-9);
        Assert.Equal(expected[1], actual.High, 1e-9);
    }

    private static double[] Numbers(JsonElement values) => [.. values.EnumerateArray().Select(value => value.GetDouble())];

    private static double[][] Points(JsonElement values) => [.. values.EnumerateArray().Select(Numbers)];

    private static JsonElement[] Rows(string folder, string file) =>
        [.. JsonElement.Parse(File.ReadAllText(Repository.PathOf("tests", "vectors", folder, file))).EnumerateArray()];
}
