using LlmMonitor.Core.Changes;
using LlmMonitor.Core.Cost;
using LlmMonitor.Core.Money;
using LlmMonitor.Core.Projects;

namespace LlmMonitor.Core.Reports;

/// <summary>
/// What a day of a project cost, set against its budget and the days before. The e-mail and <c>GET /reports/daily</c> show this and compute
/// nothing of their own. What is not known is null with the reason beside it, and never 0.
/// </summary>
/// <param name="Date">The day in the project's zone.</param>
/// <param name="Headline">One plain sentence that says it all.</param>
/// <param name="TotalUsd">The priced calls' cost; null where calls came and none of them has a known price.</param>
/// <param name="Hours">Each hour of the local day, 23 to 25 of them where clocks change.</param>
public sealed record DailyReport(
    string ProjectId,
    string ProjectName,
    DateOnly Date,
    string Zone,
    string Headline,
    PicoUsd? TotalUsd,
    CostReport Cost,
    CostHistory History,
    CostChanges Changes,
    IReadOnlyList<HourCost> Hours,
    DailyLatency? Latency
)
{
    /// <summary>A line for each endpoint: whether its outputs changed; those that did come first. Empty where no output was looked at.</summary>
    public IReadOnlyList<QualityLine> Quality { get; init; } = [];

    /// <summary>What the safety gate counted and the judge saw. Empty where neither looked.</summary>
    public IReadOnlyList<SafetyLine> Safety { get; init; } = [];

    /// <summary>What users said and whether they reached what they came for. Empty where nothing was reported.</summary>
    public IReadOnlyList<UsersLine> Users { get; init; } = [];

    /// <summary>What was made different on this day, oldest first: marks on the chart.</summary>
    public IReadOnlyList<Change> Marks { get; init; } = [];

    /// <summary>What became of the e-mail; null while the report is not kept.</summary>
    public DailyDelivery? Delivery { get; init; }

    /// <param name="lastDays">Reports of earlier days. Those outside of the seven days before are left out, and days may be
    /// missing.</param>
    public static DailyReport Build(
        Project project,
        DateOnly date,
        CostReport day,
        IReadOnlyList<(DateOnly Date, CostReport Report)> lastDays,
        DailyLatency? latency = null
    )
    {
        var earlier = lastDays
            .Where(entry =>
                entry.Date < date && entry.Date >= date.AddDays(-CostHistory.LongestDays) && CostHistory.HasKnownCost(entry.Report)
            )
            .Select(entry => entry.Report)
            .ToList();
        PicoUsd? total = day.NCalls > 0 && !CostHistory.HasKnownCost(day) ? null : day.TotalUsd;
        var history = CostHistory.Of(total, earlier);
        return new(
            project.Id,
            project.Name,
            date,
            day.Zone,
            DailyHeadline.Of(date, total, day, history),
            total,
            day,
            history,
            CostChanges.Of(day, earlier),
            HourCost.Of(day, earlier),
            latency
        );
    }
}

/// <summary>How fast the answers of the day came. Null where there are too few samples for a percentile.</summary>
/// <param name="NErrors">Calls that ended in an error.</param>
public sealed record DailyLatency(long NErrors, double? TtftP50Seconds, double? TtftP95Seconds, double? TotalP95Seconds);
