using System.Text.Json.Nodes;
using LlmMonitor.Core.Rollups;

namespace LlmMonitor.Core.Monitors;

/// <summary>
/// Evaluates the project's own alert rules. Sums and counts are compared as they are; shares and percentiles alarm only where the sample leaves
/// no doubt (<see cref="Certainty"/>). Who fell silent is judged too, at zero, so that an alert about them ends.
/// </summary>
public sealed class RuleMonitor : IMonitor
{
    /// <summary>With fewer earlier days that have calls there is no usual hour.</summary>
    private const int LeastDays = 5;

    public string Name => "alert_rules";

    public IEnumerable<Verdict> Evaluate(MonitorWindow window)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById(window.Project.Settings.Zone);
        var spans = new Dictionary<MinuteSpan, SpanFigures?>();
        return window.Rules.SelectMany(rule => Judge(rule, window, zone, span => Read(window, span, spans)));
    }

    private static List<Verdict> Judge(AlertRule rule, MonitorWindow window, TimeZoneInfo zone, Func<MinuteSpan, SpanFigures?> read)
    {
        var span = RuleSpans.Now(rule.Window, window.End, zone);
        if (read(span) is not { } now)
            return [Unknown(rule, RuleFigures.Whole, null, span, "no_baseline", "its days could not be read")];
        var figures = RuleFigures.Of(rule, now);
        var before =
            rule.Window.Kind == RuleWindowKind.Day
                ? read(RuleSpans.DayBefore(window.End, zone))
                : read(new MinuteSpan(window.End.Plus(-MonitorWindow.LookBackMinutes), window.End));
        var groups = figures.Keys.Union(before is null ? [] : RuleFigures.Of(rule, before).Keys, StringComparer.Ordinal);
        if (rule.GroupBy == RuleGrouping.None)
            groups = [RuleFigures.Whole];
        var earlier = rule.Condition.IsRatio
            ? RuleSpans
                .Earlier(rule, window.End, zone)
                .Select(read)
                .OfType<SpanFigures>()
                .Where(hour => hour.Cells.Cells.Count > 0 || hour.Users.Count > 0)
                .Select(hour => RuleFigures.Of(rule, hour))
                .ToList()
            : [];
        return groups
            .Select(group => Judge(rule, group, figures.GetValueOrDefault(group) ?? RuleFigures.Nothing(rule), span, earlier))
            .ToList();
    }

    private static Verdict Judge(
        AlertRule rule,
        string group,
        RuleFigure figure,
        MinuteSpan span,
        IReadOnlyList<IReadOnlyDictionary<string, RuleFigure>> earlier
    )
    {
        if (figure.Value is not { } value || figure.Samples < rule.MinSamples)
            return Unknown(rule, group, figure, span, "too_few", $"{figure.Samples} calls, {Math.Max(rule.MinSamples, 1)} are needed");
        var (limit, evidence) = (rule.Condition.Limit, (JsonObject?)null);
        if (rule.Condition.IsRatio)
        {
            var days = earlier
                .Select(day => (day.GetValueOrDefault(group) ?? RuleFigures.Nothing(rule)).Value)
                .OfType<decimal>()
                .Order()
                .ToList();
            var usual = days.Count < LeastDays ? 0 : Median(days);
            if (usual == 0)
                return Unknown(
                    rule,
                    group,
                    figure,
                    span,
                    "no_baseline",
                    days.Count < LeastDays
                        ? $"{days.Count} earlier days have calls in this hour, {LeastDays} are needed"
                        : "it is usually zero in this hour"
                );
            // A sum over less than an hour is compared with its part of the hour; a share is what it is.
            if (!RuleFigures.IsShare(rule.Measure) && rule.Window.Kind == RuleWindowKind.Sliding)
                usual = usual * span.Minutes / Minute.PerHour;
            limit *= usual;
            evidence = new JsonObject { ["usual"] = (double)usual, ["days"] = days.Count };
        }
        var holds = RuleFigures.Holds(rule.Measure, figure, rule.Condition.IsAbove, limit);
        var side = rule.Condition.IsAbove ? "above" : "below";
        return Make(rule, group, figure, span) with
        {
            State = holds ? rule.Severity : VerdictState.Ok,
            Limit = (double)limit,
            Evidence = evidence,
            Summary =
                $"{AlertRuleText.WordOf(rule.Measure)} of {NameOf(rule, group)} is {value:0.######} ({WindowOf(rule.Window)}, {figure.Samples} calls), "
                + $"{(holds ? "" : "not ")}{side} {limit:0.######}"
                + (rule.Condition.IsRatio ? $", {rule.Condition.Limit:0.##} times the usual of this hour." : "."),
        };
    }

    private static SpanFigures? Read(MonitorWindow window, MinuteSpan span, Dictionary<MinuteSpan, SpanFigures?> known)
    {
        if (!known.TryGetValue(span, out var figures))
            known[span] = figures =
                window.Spans.GetValueOrDefault(span)
                ?? (span.From >= window.End.Plus(-MonitorWindow.LookBackMinutes) ? OfLastMinutes(window, span) : null);
        return figures;
    }

    private static SpanFigures OfLastMinutes(MonitorWindow window, MinuteSpan span)
    {
        var users = new Dictionary<string, Spend>(StringComparer.Ordinal);
        foreach (var (user, minutes) in window.Users)
        {
            var sum = default(Spend);
            foreach (var (minute, spend) in minutes.Minutes)
                if (minute >= span.From && minute < span.Before)
                    sum = sum.Plus(spend);
            if (sum.Calls > 0)
                users[user] = sum;
        }
        return new SpanFigures(window.Between(span.From, span.Before), users);
    }

    private static Verdict Unknown(AlertRule rule, string group, RuleFigure? figure, MinuteSpan span, string reason, string why) =>
        Make(rule, group, figure, span) with
        {
            UnknownReason = reason,
            Summary = $"{AlertRuleText.WordOf(rule.Measure)} of {NameOf(rule, group)} is not judged: {why}.",
        };

    private static Verdict Make(AlertRule rule, string group, RuleFigure? figure, MinuteSpan span)
    {
        var subject = group == RuleFigures.Whole ? SubjectOfWhole(rule) : $"{AlertRuleText.WordOf(rule.GroupBy)}:{group}";
        return new Verdict(
            rule.Name,
            subject,
            VerdictState.Unknown,
            "",
            (double?)figure?.Value,
            rule.Condition.IsRatio ? null : (double)rule.Condition.Limit,
            UnitOf(rule.Measure),
            figure?.Samples ?? 0,
            span.From.Start,
            span.Before.Start
        )
        {
            Cause = subject,
            IsExact = !RuleFigures.IsShare(rule.Measure) && !rule.Condition.IsRatio,
            Period = rule.Window.Kind == RuleWindowKind.Sliding ? null : span.From.Start,
        };
    }

    private static string SubjectOfWhole(AlertRule rule) => rule.Match.User is { } user ? $"user:{user}" : "project";

    private static string NameOf(AlertRule rule, string group) => group == RuleFigures.Whole ? SubjectOfWhole(rule) : group;

    private static string WindowOf(RuleWindow window) =>
        window.Kind switch
        {
            RuleWindowKind.Hour => "this hour",
            RuleWindowKind.Day => "today",
            _ => $"last {window.Minutes} minutes",
        };

    private static string UnitOf(RuleMeasure measure) =>
        measure switch
        {
            RuleMeasure.SpendUsd => "usd",
            RuleMeasure.ErrorRate => "ratio",
            RuleMeasure.InputTokens or RuleMeasure.OutputTokens => "tokens",
            RuleMeasure.TtftP95Seconds or RuleMeasure.TotalP95Seconds => "seconds",
            _ => "calls",
        };

    private static decimal Median(List<decimal> sorted) =>
        sorted.Count % 2 == 1 ? sorted[sorted.Count / 2] : (sorted[sorted.Count / 2 - 1] + sorted[sorted.Count / 2]) / 2;
}
