using LlmMonitor.Core.Calls;
using LlmMonitor.Core.Projects;
using LlmMonitor.Core.Rollups;

namespace LlmMonitor.Core.Monitors;

/// <summary>What monitors look at: the last minutes of one project, as far as they are surely folded.</summary>
/// <param name="End">The minute behind the last that is judged.</param>
/// <param name="Minutes">The minutes with calls, of the last <see cref="LookBackMinutes"/>.</param>
/// <param name="Users">What each user spent in these minutes.</param>
/// <param name="History">What each quarter of an hour cost, over the last weeks; empty in a young project.</param>
/// <param name="Thresholds">Of each endpoint, as set or by its class.</param>
public sealed record MonitorWindow(
    Project Project,
    Minute End,
    IReadOnlyDictionary<Minute, RollupSet> Minutes,
    IReadOnlyDictionary<string, UserMinutes> Users,
    IReadOnlyDictionary<Minute, Spend> History,
    ThresholdBook Thresholds
)
{
    public const int LookBackMinutes = 120;

    /// <summary>What stands against each budget; their windows reach further back than this one.</summary>
    public IReadOnlyList<BudgetStanding> BudgetStandings { get; init; } = [];

    /// <summary>The project's own alert rules.</summary>
    public IReadOnlyList<AlertRule> Rules { get; init; } = [];

    /// <summary>What these rules look at beyond the last minutes: days, and the same hour of earlier days (<see cref="RuleSpans"/>).</summary>
    public IReadOnlyDictionary<MinuteSpan, SpanFigures> Spans { get; init; } = new Dictionary<MinuteSpan, SpanFigures>();

    /// <summary>The cells of users' calls in the last minutes, by endpoint: a cell for each minute and combination of dimensions, not merged.</summary>
    public ILookup<string, KeyValuePair<RollupKey, RollupCell>> Endpoints(int minutes) =>
        (
            from minute in Minutes
            where minute.Key >= End.Plus(-minutes) && minute.Key < End
            from cell in minute.Value.Cells
            where cell.Key.Origin == CallOrigin.User
            select cell
        ).ToLookup(cell => cell.Key.Endpoint, StringComparer.Ordinal);

    /// <summary>The last minutes as one.</summary>
    public RollupSet Last(int minutes) => Between(End.Plus(-minutes), End);

    public RollupSet Between(Minute from, Minute before)
    {
        var whole = new RollupSet();
        foreach (var (minute, set) in Minutes)
            if (minute >= from && minute < before)
                whole.Merge(set);
        return whole;
    }
}
