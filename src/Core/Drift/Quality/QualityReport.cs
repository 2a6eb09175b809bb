using LlmMonitor.Core.Calls;
using LlmMonitor.Core.Monitors;
using LlmMonitor.Core.Rollups;

namespace LlmMonitor.Core.Drift;

/// <summary>Whether the outputs of each endpoint changed, what changed, and how sure that is.</summary>
/// <param name="From">Start of the span that counts and medians are of.</param>
public sealed record QualityReport(DateTimeOffset From, DateTimeOffset To, IReadOnlyList<EndpointQuality> Endpoints)
{
    /// <param name="calls">The rollup of the span.</param>
    /// <param name="statuses">Of every stream of the project.</param>
    /// <param name="shapes">The output statistics of the span.</param>
    /// <param name="findings">Of every slow monitor; those of canaries and golden sets say how their endpoint stands.</param>
    /// <param name="endpoint">Only this one; null is all.</param>
    public static QualityReport Build(
        DateTimeOffset from,
        DateTimeOffset to,
        RollupSet calls,
        IReadOnlyList<StreamStatus> statuses,
        IReadOnlyDictionary<StreamKey, ShapeSketches> shapes,
        IReadOnlyList<Verdict> findings,
        string? endpoint
    )
    {
        var cells = calls
            .Cells.Where(cell => cell.Key.Origin == CallOrigin.User)
            .ToLookup(cell => cell.Key.Endpoint, StringComparer.Ordinal);
        var streams = statuses.ToLookup(status => status.Stream.Endpoint, StringComparer.Ordinal);
        var probes = findings.Where(ProbeStanding.IsOne).ToLookup(ProbeStanding.EndpointOf, StringComparer.Ordinal);
        var names = cells
            .Select(group => group.Key)
            .Union(streams.Select(group => group.Key), StringComparer.Ordinal)
            .Union(probes.Select(group => group.Key), StringComparer.Ordinal);
        return new(
            from,
            to,
            [
                .. names
                    .Where(name => endpoint is null || name == endpoint)
                    .Order(StringComparer.Ordinal)
                    .Select(name =>
                        EndpointQuality.Build(
                            name,
                            from,
                            to,
                            [.. cells[name].Select(cell => cell.Value)],
                            [.. streams[name]],
                            shapes,
                            [.. probes[name].Select(ProbeStanding.Of)]
                        )
                    ),
            ]
        );
    }
}

/// <param name="State">The worst of its streams: changed before unknown before steady.</param>
/// <param name="Reason">One sentence.</param>
/// <param name="Since">Of a change: from when on outputs are likely other ones.</param>
/// <param name="Statistics">Medians of the span beside those of the baseline, over the endpoint's busiest stream.</param>
/// <param name="Probes">How the endpoint's canaries and golden sets stand.</param>
/// <param name="Alarms">Of the span, and older ones that nobody acknowledged yet; newest first.</param>
public sealed record EndpointQuality(
    string Endpoint,
    StreamStanding State,
    string Reason,
    DateTimeOffset? Since,
    long NCalls,
    IReadOnlyList<StatisticMedian> Statistics,
    IReadOnlyList<CheckQuality> Checks,
    IReadOnlyList<ProbeStanding> Probes,
    IReadOnlyList<QualityAlarm> Alarms,
    IReadOnlyList<StreamStatus> Streams
)
{
    private const string NothingSeen =
        "No output of this endpoint has been looked at: its calls carry no response text, or the hourly run has not come yet.";

    internal static EndpointQuality Build(
        string endpoint,
        DateTimeOffset from,
        DateTimeOffset to,
        IReadOnlyList<RollupCell> cells,
        IReadOnlyList<StreamStatus> streams,
        IReadOnlyDictionary<StreamKey, ShapeSketches> shapes,
        IReadOnlyList<ProbeStanding> probes
    )
    {
        // A stream that has been silent since before the span says nothing of it, unless its change is still open.
        var current = streams.Where(status => status.LastAt >= from || status.State == StreamStanding.Changed).ToList();
        var worst = current.OrderByDescending(Weight).ThenByDescending(status => status.NFed).FirstOrDefault();
        var tally = new CheckTally();
        foreach (var cell in cells)
            tally.Merge(cell.Checks);
        return new EndpointQuality(
            endpoint,
            worst?.State ?? StreamStanding.Unknown,
            worst?.Reason
                ?? "No output of this endpoint has been looked at: its calls carry no response text, or the hourly run has not come yet.",
            worst?.Since,
            cells.Sum(cell => cell.Calls),
            StatisticMedian.Of(current, shapes),
            [.. tally.ByName.Select(check => new CheckQuality(check.Key, check.Value.Pass, check.Value.Fail, check.Value.NotApplicable))],
            probes,
            [
                .. current
                    .SelectMany(status =>
                        status.Alarms.Where(alarm => status.State == StreamStanding.Changed || (alarm.At >= from && alarm.At < to))
                    )
                    .OrderByDescending(alarm => alarm.At),
            ],
            current
        );
    }

    private static int Weight(StreamStatus status) =>
        status.State switch
        {
            StreamStanding.Changed => 2,
            StreamStanding.Unknown => 1,
            _ => 0,
        };
}

/// <param name="Baseline">Null where the stream has no baseline yet.</param>
/// <param name="Current">Over the span, to 1 %; null where no output of the span has the statistic.</param>
public sealed record StatisticMedian(string Name, double? Baseline, double? Current)
{
    internal static IReadOnlyList<StatisticMedian> Of(
        IReadOnlyList<StreamStatus> streams,
        IReadOnlyDictionary<StreamKey, ShapeSketches> shapes
    )
    {
        var busiest = streams.Where(status => shapes.ContainsKey(status.Stream)).MaxBy(status => shapes[status.Stream].Sketches[0].Count);
        return busiest is null
            ? []
            :
            [
                .. OutputShape.Statistics.Select(
                    (statistic, i) =>
                        new StatisticMedian(
                            statistic.Name,
                            busiest.BaselineMedians.TryGetValue(statistic.Name, out var median) ? median : null,
                            shapes[busiest.Stream].Sketches[i].Quantile(0.5)
                        )
                ),
            ];
    }
}

public sealed record CheckQuality(string Name, long Pass, long Fail, long NotApplicable);
