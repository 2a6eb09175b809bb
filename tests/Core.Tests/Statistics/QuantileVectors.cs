using System.Globalization;
using System.Text.Json;
using Xunit;

namespace LlmMonitor.Core.Tests.Statistics;

/// <summary>Quantiles by an independent definition (tests/vectors/quantiles/make.py).</summary>
public static class QuantileVectors
{
    public static TheoryData<string, double[], double, double> All()
    {
        var rows = new TheoryData<string, double[], double, double>();
        using var file = JsonDocument.Parse(File.ReadAllText(Repository.PathOf("tests", "vectors", "quantiles", "lower_quantiles.json")));
        foreach (var set in file.RootElement.EnumerateArray())
        {
            var samples = set.GetProperty("samples").EnumerateArray().Select(sample => sample.GetDouble()).ToArray();
            foreach (var quantile in set.GetProperty("lower_quantiles").EnumerateObject())
                rows.Add(
                    set.GetProperty("set").GetString()!,
                    samples,
                    double.Parse(quantile.Name, CultureInfo.InvariantCulture),
                    quantile.Value.GetDouble()
                );
        }
        return rows;
    }
}
