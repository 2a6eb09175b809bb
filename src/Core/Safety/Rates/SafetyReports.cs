using LlmMonitor.Core.Judge;
using LlmMonitor.Core.Projects;
using LlmMonitor.Core.Safety.Gate;
using LlmMonitor.Core.Safety.Gate.Patterns;
using LlmMonitor.Core.Safety.Sampling;
using LlmMonitor.Core.Statistics;
using Microsoft.Extensions.Options;

namespace LlmMonitor.Core.Safety.Rates;

/// <summary>Gathers what a safety report is built from.</summary>
public sealed class SafetyReports(
    SafetyHours hours,
    GateCounts gate,
    GateHitStore hits,
    JudgeClient judge,
    IOptions<SafetyRateOptions> options
)
{
    /// <summary>Of the whole hours that the span touches.</summary>
    public async Task<SafetyReport> ReadAsync(Project project, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(project);
        from = SafetyHours.HourOf(from);
        to = SafetyHours.HourOf(to.AddTicks(TimeSpan.TicksPerHour - 1));
        var read = await hours.ReadAsync(project.Id, from, to, cancellation);
        var checks = await gate.ReadAsync(project.Id, from, to, cancellation);
        var found = new Dictionary<string, HashSet<string>>(StringComparer.Ordinal);
        await foreach (var hit in hits.ReadAsync(project.Id, from, to, cancellation))
        foreach (var pattern in hit.Patterns.Where(pattern => pattern.Action != PatternAction.Annotate))
            (found.TryGetValue(pattern.Id, out var ids) ? ids : found[pattern.Id] = new(StringComparer.Ordinal)).Add(hit.RequestId);

        var cells = read.SelectMany(hour => hour.Cells).ToList();
        var served = cells.Where(cell => cell.Outcome != GateOutcome.Blocked).ToList();
        var names = cells.Select(cell => cell.Endpoint).Union(checks.Keys.Select(key => key.Endpoint), StringComparer.Ordinal);
        return new(
            from,
            to,
            cells.Count > 0 ? null
                : judge.IsSetUp ? "no_calls"
                : "no_judge",
            GateOf(checks.Values),
            Rate(cells.Select(cell => cell.Count)),
            Rate(served.Select(cell => cell.Count)),
            [
                .. names
                    .Order(StringComparer.Ordinal)
                    .Select(name => new EndpointSafety(
                        name,
                        Rate(served.Where(cell => cell.Endpoint == name).Select(cell => cell.Count)),
                        GateOf(checks.Where(check => check.Key.Endpoint == name).Select(check => check.Value))
                    )),
            ],
            [
                .. served
                    .SelectMany(cell => cell.ByCategory.Keys)
                    .Distinct()
                    .Order()
                    .Select(category => new CategorySafety(category, Rate(served.Select(cell => cell.CountOf(category))))),
            ],
            Patterns(read, found),
            [.. cells.GroupBy(cell => (cell.Outcome, cell.Rate)).OrderBy(same => same.Key).Select(same => Stratum(same.Key, [.. same]))]
        );
    }

    private RateEstimate Rate(IEnumerable<StratumCount> counts)
    {
        var rate = RateRules.Of(counts, options.Value.MinimumJudged);
        return rate.NJudged == 0 && !judge.IsSetUp
            ? RateEstimate.NotKnown("no_judge", "No judge is set up: how much harm patterns miss is not known.", rate.NCalls)
            : rate;
    }

    private List<PatternSafety> Patterns(IReadOnlyList<SafetyHour> read, Dictionary<string, HashSet<string>> found)
    {
        var tallies = new Dictionary<string, PatternTally>(StringComparer.Ordinal);
        foreach (var (id, tally) in read.SelectMany(hour => hour.Patterns))
            tallies[id] = tallies.GetValueOrDefault(id).Plus(tally);
        return
        [
            .. tallies
                .Keys.Union(found.Keys, StringComparer.Ordinal)
                .Order(StringComparer.Ordinal)
                .Select(id =>
                {
                    var tally = tallies.GetValueOrDefault(id);
                    // Beyond these calls: a pattern's precision is asked of what it will find, too, so that what was judged is a sample.
                    var count = new StratumCount(GateOutcome.Flagged, 1, long.MaxValue / 4, tally.NJudged, tally.NHarmful);
                    var nHits = found.TryGetValue(id, out var ids) ? ids.Count : 0;
                    return new PatternSafety(
                        id,
                        nHits,
                        tally.NJudged == 0 ? Rate([]) with { NCalls = nHits } : RateRules.Of([count], minimum: 10) with { NCalls = nHits }
                    );
                }),
        ];
    }

    private static StratumSafety Stratum((GateOutcome Outcome, double Rate) key, IReadOnlyList<SafetyCell> cells) =>
        new(
            key.Outcome,
            key.Rate,
            key.Rate > 0 ? 1 / key.Rate : null,
            cells.Sum(cell => cell.NCalls),
            cells.Sum(cell => cell.NSampled),
            cells.Sum(cell => cell.NJudged),
            cells.Sum(cell => cell.NHarmful),
            cells.Sum(cell => cell.NWaiting),
            cells.Sum(cell => cell.NGivenUp)
        );

    private static GateRates GateOf(IEnumerable<GateTally> tallies)
    {
        var sum = tallies.Aggregate(GateTally.None, (all, one) => all.Plus(one));
        if (sum.Checks == 0)
            return new(0, 0, 0, 0, null, null, null);
        var (low, high) = BinomialInterval.ClopperPearson(sum.Blocked, sum.Checks);
        return new(sum.Checks, sum.Blocked, sum.Flagged, sum.Failed, (double)sum.Blocked / sum.Checks, low, high);
    }
}
