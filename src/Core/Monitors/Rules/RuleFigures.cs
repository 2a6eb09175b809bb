using LlmMonitor.Core.Rollups;
using LlmMonitor.Core.Statistics;

namespace LlmMonitor.Core.Monitors;

/// <summary>A rule's measure of one member of its group.</summary>
/// <param name="Value">Null where it is not known, such as a percentile of nothing.</param>
/// <param name="Samples">From how many calls.</param>
/// <param name="Cell">What a share is judged by; null for users.</param>
internal sealed record RuleFigure(decimal? Value, long Samples, RollupCell? Cell);

/// <summary>Works out a rule's measure over a span.</summary>
internal static class RuleFigures
{
    /// <summary>The group of a rule without groups.</summary>
    public const string Whole = "";

    /// <summary>Nothing was called.</summary>
    public static RuleFigure Nothing(AlertRule rule) => FigureOf(rule.Measure, new RollupCell());

    /// <summary>A share or a percentile, which chance moves: it is judged as monitors do. The others are counts and sums, and exact.</summary>
    public static bool IsShare(RuleMeasure measure) =>
        measure is RuleMeasure.ErrorRate or RuleMeasure.TtftP95Seconds or RuleMeasure.TotalP95Seconds;

    /// <summary>By member of the group, those that have calls.</summary>
    public static IReadOnlyDictionary<string, RuleFigure> Of(AlertRule rule, SpanFigures span) =>
        rule.IsByUser ? OfUsers(rule, span) : OfCells(rule, span);

    /// <summary>Whether the condition surely holds.</summary>
    public static bool Holds(RuleMeasure measure, RuleFigure figure, bool isAbove, decimal limit) =>
        measure switch
        {
            RuleMeasure.ErrorRate => IsShareBeyond(figure.Cell!.Errors, figure.Cell.Calls, isAbove, Math.Min(1, (double)limit)),
            RuleMeasure.TtftP95Seconds => IsQuantileBeyond(figure.Cell!.TimeToFirstToken, isAbove, (double)limit),
            RuleMeasure.TotalP95Seconds => IsQuantileBeyond(figure.Cell!.Total, isAbove, (double)limit),
            _ => isAbove ? figure.Value > limit : figure.Value < limit,
        };

    private static bool IsShareBeyond(long part, long n, bool isAbove, double limit) =>
        isAbove ? Certainty.IsTooMany(part, n, limit) : Certainty.IsTooMany(n - part, n, 1 - limit);

    private static bool IsQuantileBeyond(QuantileSketch sketch, bool isAbove, double limit) =>
        isAbove
            ? Certainty.IsTooMany(sketch.CountAbove(limit), sketch.Count, 1 - 0.95)
            : Certainty.IsTooMany(sketch.CountBelow(limit), sketch.Count, 0.95);

    private static Dictionary<string, RuleFigure> OfUsers(AlertRule rule, SpanFigures span)
    {
        var users = span.Users.Where(user => rule.Match.User is null || user.Key == rule.Match.User);
        return users
            .Where(user => user.Value.Calls > 0)
            .ToDictionary(
                user => rule.GroupBy == RuleGrouping.User ? user.Key : Whole,
                user => new RuleFigure(ValueOf(rule.Measure, user.Value), user.Value.Calls, null),
                StringComparer.Ordinal
            );
    }

    private static Dictionary<string, RuleFigure> OfCells(AlertRule rule, SpanFigures span)
    {
        var sums = new Dictionary<string, RollupCell>(StringComparer.Ordinal);
        foreach (var (key, cell) in span.Cells.Cells)
            if (IsMatch(rule.Match, key))
            {
                var group = GroupOf(rule.GroupBy, key);
                if (!sums.TryGetValue(group, out var sum))
                    sums[group] = sum = new RollupCell();
                sum.Merge(cell);
            }
        return sums.ToDictionary(sum => sum.Key, sum => FigureOf(rule.Measure, sum.Value), StringComparer.Ordinal);
    }

    private static bool IsMatch(RuleMatch match, RollupKey key) =>
        (match.Endpoint ?? key.Endpoint) == key.Endpoint
        && (match.Feature ?? key.Feature) == key.Feature
        && (match.Model ?? key.Model) == key.Model
        && (match.PromptVersion ?? key.PromptVersion) == key.PromptVersion
        && (match.Origin ?? key.Origin) == key.Origin;

    private static string GroupOf(RuleGrouping grouping, RollupKey key) =>
        grouping switch
        {
            RuleGrouping.Feature => key.Feature,
            RuleGrouping.Model => key.Model,
            RuleGrouping.Endpoint => key.Endpoint,
            _ => Whole,
        };

    private static decimal ValueOf(RuleMeasure measure, Spend spend) =>
        measure switch
        {
            RuleMeasure.Calls => spend.Calls,
            RuleMeasure.UnpricedCalls => spend.Unpriced,
            _ => spend.Cost.ToDecimal(),
        };

    private static RuleFigure FigureOf(RuleMeasure measure, RollupCell cell) =>
        measure switch
        {
            RuleMeasure.Errors => new(cell.Errors, cell.Calls, cell),
            RuleMeasure.ErrorRate => new(cell.Calls == 0 ? null : (decimal)cell.Errors / cell.Calls, cell.Calls, cell),
            RuleMeasure.InputTokens => new(cell.Tokens.Input, cell.Calls, cell),
            RuleMeasure.OutputTokens => new(cell.Tokens.Output, cell.Calls, cell),
            RuleMeasure.TtftP95Seconds => new((decimal?)cell.TimeToFirstToken.Quantile(0.95), cell.TimeToFirstToken.Count, cell),
            RuleMeasure.TotalP95Seconds => new((decimal?)cell.Total.Quantile(0.95), cell.Total.Count, cell),
            _ => new(ValueOf(measure, Spend.Of(cell)), cell.Calls, cell),
        };
}
