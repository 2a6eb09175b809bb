using System.Text.Json;
using LlmMonitor.Core.Statistics;
using LlmMonitor.Core.Statistics.Distances;
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
            var expected = Numbers(row.GetProperty("values"));
            var tolerance = row.GetProperty("tolerance").GetDouble();
            var actual = Of(name, row);
            Assert.Equal(expected.Length, actual.Length);
            Assert.All(expected.Zip(actual), pair => Assert.Equal(pair.First, pair.Second, tolerance));
        }
    }

    [Fact]
    public void Intervals_of_shares_are_those_of_SciPy()
    {
        foreach (var row in Rows("binomial", "intervals_by_scipy.json"))
        {
            var (successes, n) = (row.GetProperty("successes").GetInt64(), row.GetProperty("n").GetInt64());
            Close(Numbers(row.GetProperty("exact")), BinomialInterval.ClopperPearson(successes, n));
            Close(Numbers(row.GetProperty("wilson")), BinomialInterval.Wilson(successes, n));
            // One side at 95 % is two sides at 90 %.
            Assert.Equal(row.GetProperty("upper").GetDouble(), BinomialInterval.ClopperPearson(successes, n, 0.9).High, 1e-9);
        }
    }

    private static double[] Of(string name, JsonElement row)
    {
        var (left, right) = (row.GetProperty("x"), row.GetProperty("y"));
        if (name.Contains("mmd"))
        {
            var (from, to, bandwidth) = (Points(left), Points(right), row.GetProperty("bandwidth").GetDouble());
            return name == "unbiased_mmd"
                ? [MaximumMeanDiscrepancy.Unbiased(from, to, bandwidth)]
                : [MaximumMeanDiscrepancy.Biased([.. from.Select(Unit)], [.. to.Select(Unit)], bandwidth)];
        }
        var (x, y) = (Numbers(left), Numbers(right));
        var gap = name.StartsWith("kolmogorov") ? KolmogorovSmirnov.Distance(x, y) : 0;
        return name switch
        {
            "kolmogorov_smirnov_exact" => [gap, KolmogorovSmirnov.ExactP(gap, x.Length, y.Length)],
            "kolmogorov_smirnov_approximate" => [gap, KolmogorovSmirnov.ApproximateP(gap, x.Length, y.Length)],
            "wasserstein" => [SampleDistances.Wasserstein(x, y)],
            "energy" => [SampleDistances.Energy(x, y)],
            "mann_whitney" => Both(SampleDistances.MannWhitney(x, y)),
            "hellinger" => [ShareDistances.Hellinger(x, y)],
            "jensen_shannon" => [ShareDistances.JensenShannon(x, y)],
            "population_stability" => [ShareDistances.PopulationStability(x, y)],
            "largest_share" => [ShareDistances.Largest(x, y)],
            "chi_square" => Both(CountTests.ChiSquare(x, y)),
            "fisher_exact" => [CountTests.FisherExact((int)x[0], (int)x[1], (int)y[0], (int)y[1])],
            "permutation_p" => [MinP.Of([.. x, .. y])],
            _ => throw new ArgumentException($"Nothing computes {name}.", nameof(name)),
        };
    }

    private static double[] Both((double Statistic, double P) pair) => [pair.Statistic, pair.P];

    private static double[] Unit(double[] point)
    {
        var length = Math.Sqrt(point.Sum(value => value * value));
        return Array.ConvertAll(point, value => value / length);
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
