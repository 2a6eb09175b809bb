using LlmMonitor.Core.Calls;
using LlmMonitor.Core.Rollups;
using LlmMonitor.Core.Statistics;

namespace LlmMonitor.Core.Latency;

/// <summary>How fast and how reliable calls were, by group. Errored calls count as errors and are no part of any percentile.</summary>
public sealed record LatencyReport(DateTimeOffset From, DateTimeOffset To, LatencyGrouping GroupBy, IReadOnlyList<LatencyGroup> Groups)
{
    /// <param name="origin">Only calls of this origin; null is all.</param>
    public static LatencyReport Build(DateTimeOffset from, DateTimeOffset to, RollupSet rollup, LatencyGrouping groupBy, CallOrigin? origin)
    {
        var groups = new SortedDictionary<string, RollupCell>(StringComparer.Ordinal);
        foreach (var (key, cell) in rollup.Cells.Where(pair => origin is null || pair.Key.Origin == origin))
        {
            var name = NameOf(key, groupBy);
            if (!groups.TryGetValue(name, out var group))
                groups[name] = group = new RollupCell();
            group.Merge(cell);
        }
        return new LatencyReport(from, to, groupBy, [.. groups.Select(group => LatencyGroup.Of(group.Key, group.Value))]);
    }

    private static string NameOf(RollupKey key, LatencyGrouping groupBy) =>
        groupBy switch
        {
            LatencyGrouping.Feature => key.Feature,
            LatencyGrouping.Model => key.Model,
            LatencyGrouping.PromptVersion => key.PromptVersion,
            _ => key.Endpoint,
        };
}

public enum LatencyGrouping
{
    Endpoint,
    Feature,
    Model,
    PromptVersion,
}

/// <param name="Key">The endpoint, feature, model or prompt version; <c>(none)</c> where calls name none.</param>
/// <param name="ErrorRate">Errors over calls.</param>
/// <param name="ErrorsByType">Only types that occurred.</param>
/// <param name="TbtSeconds">Over gaps between tokens, not over calls.</param>
/// <param name="TokensPerSecond">Of the generation time, which begins with the first token.</param>
public sealed record LatencyGroup(
    string Key,
    long Count,
    long Errors,
    double ErrorRate,
    IReadOnlyDictionary<string, long> ErrorsByType,
    Percentiles TtftSeconds,
    Percentiles TbtSeconds,
    Percentiles TotalSeconds,
    Percentiles TokensPerSecond
)
{
    public static LatencyGroup Of(string key, RollupCell cell) =>
        new(
            key,
            cell.Calls,
            cell.Errors,
            (double)cell.Errors / cell.Calls,
            CallWords.Errors.Where(word => cell.ErrorsOf(word.Value) > 0).ToDictionary(word => word.Key, word => cell.ErrorsOf(word.Value)),
            Percentiles.Of(cell.TimeToFirstToken),
            Percentiles.Of(cell.TimeBetweenTokens),
            Percentiles.Of(cell.Total),
            Percentiles.Of(cell.TokensPerSecond)
        );
}

/// <summary>
/// The smallest sample that at least a share q does not exceed, to 1 % relative error. A percentile of too few samples is null, with the reason.
/// </summary>
public sealed record Percentiles(double? P50, double? P95, double? P99, long Count, string? Reason)
{
    public const int SamplesForP95 = 20;
    public const int SamplesForP99 = 100;

    public static Percentiles Of(QuantileSketch sketch) =>
        new(
            sketch.Quantile(0.5),
            sketch.Count >= SamplesForP95 ? sketch.Quantile(0.95) : null,
            sketch.Count >= SamplesForP99 ? sketch.Quantile(0.99) : null,
            sketch.Count,
            sketch.Count switch
            {
                0 => "no_samples",
                < SamplesForP95 => $"p95 needs {SamplesForP95} samples and p99 {SamplesForP99}",
                < SamplesForP99 => $"p99 needs {SamplesForP99} samples",
                _ => null,
            }
        );
}
