using LlmMonitor.Core.Changes;
using LlmMonitor.Core.Cost;
using LlmMonitor.Core.Drift;
using LlmMonitor.Core.Reports;

namespace LlmMonitor.Functions.Reports.Daily;

/// <summary>The sentences and figures of the e-mail, the same in its HTML and its plain text.</summary>
public static class MailWords
{
    public static string Subject(DailyReport report)
    {
        var what = (report.Cost.NCalls, report.TotalUsd) switch
        {
            (0, _) => "no calls",
            (_, null) => "cost not known",
            (_, { } total) => (report.Cost.Unpriced.NCalls > 0 ? "at least " : "") + UsdText.Of(total),
        };
        var budget = report is { TotalUsd: not null, Cost: { NCalls: > 0, Budget.UsedRatio: { } used } }
            ? $", {UsdText.Percent(used)} of budget"
            : "";
        var changed = report.Quality.Count(line => line.State == StreamStanding.Changed);
        var quality = changed > 0 ? $", outputs changed at {(changed == 1 ? "1 endpoint" : $"{changed} endpoints")}" : "";
        return $"LLM cost {report.Date:ddd d MMM yyyy}: {what}{budget}{quality} · {report.ProjectName}";
    }

    public const string QualityTitle = "Outputs";
    public const string MarksTitle = "Changes that day";
    public const string SafetyTitle = "Safety";
    public const string UsersTitle = "Users";

    public static string Standing(SafetyLine line) =>
        line.State switch
        {
            SafetyStanding.Harm => "look at it",
            SafetyStanding.Quiet => "quiet",
            _ => "not known",
        };

    public static string Standing(QualityLine line) =>
        line.State switch
        {
            StreamStanding.Changed => "changed",
            StreamStanding.Steady => "steady",
            _ => "not known",
        };

    public static string Total(DailyReport report) =>
        report.Cost.NCalls == 0 ? "No calls"
        : report.TotalUsd is { } total ? UsdText.Of(total)
        : "Not known";

    public static string Day(DailyReport report) => report.Date.ToString("dddd, d MMMM yyyy");

    /// <summary>Value and note of the tile on the days before.</summary>
    public static (string Value, string Note) History(CostHistory history) =>
        history switch
        {
            { MeanUsd: null } => ("Not known", "no earlier days"),
            { Ratio: { } ratio } => (UsdText.Of(history.MeanUsd.Value), $"of {Days(history.NDays)}; this day {Difference(ratio)}"),
            _ => (UsdText.Of(history.MeanUsd.Value), "of " + Days(history.NDays)),
        };

    /// <summary>Value and note of the tile on the budget.</summary>
    public static (string Value, string Note) Budget(DailyReport report)
    {
        if (report.Cost.Budget is not { } budget)
            return ("None set", "for this project");
        var limit = UsdText.Of(budget.LimitUsd);
        if (report.TotalUsd is not { } total)
            return (limit, "use not known");
        if (total > budget.LimitUsd)
            return (limit, $"{Used(budget)}{UsdText.Of(total - budget.LimitUsd)} over");
        return (limit, total == budget.LimitUsd ? "used up exactly" : $"{Used(budget)}{UsdText.Of(budget.LimitUsd - total)} left");
    }

    public static (string Value, string Note) Calls(DailyReport report) =>
        (
            report.Cost.NCalls.ToString("#,0"),
            report.Cost.Unpriced.NCalls > 0 ? $"{report.Cost.Unpriced.NCalls:#,0} without a price" : "all with a price"
        );

    /// <summary>Null where every call has a price.</summary>
    public static string? Unpriced(UnpricedCalls unpriced)
    {
        const int mostModels = 8;
        if (unpriced.NCalls == 0)
            return null;
        var models = string.Join(", ", unpriced.Models.Take(mostModels).Select(MailSections.Name));
        var more = unpriced.Models.Count > mostModels ? $" and {unpriced.Models.Count - mostModels} more" : "";
        var (have, are) = unpriced.NCalls == 1 ? ("has", "is") : ("have", "are");
        return $"{CallCount(unpriced.NCalls)} {have} no known price and {are} in no total"
            + (models.Length > 0 ? $": {models}{more}." : ".");
    }

    public const string NoCalls = "If calls were made that day, see whether the services that make them still report to this project.";

    public static string HistoryTitle { get; } = $"Mean of the last {CostHistory.LongestDays} days";

    public const string ChangesTitle = "What changed most against the days before";

    /// <summary>Null where there are changes to list.</summary>
    public static string? NoChanges(CostChanges changes) =>
        changes.Unknown ?? (changes.Largest.Count == 0 ? "Nothing: every model and feature cost about what it usually does." : null);

    public static string Change(CostChange change) =>
        change switch
        {
            { IsNew: true } => $"{UsdText.Of(change.CostUsd)}, new",
            { CostUsd.Pico: var pico } when pico == 0 => $"$0.00, usually {UsdText.Of(change.MeanUsd)}",
            _ => $"{UsdText.Of(change.CostUsd)}, usually {UsdText.Of(change.MeanUsd)}",
        };

    /// <summary>The changes of the day, each with its local time; the last line says how many more there were.</summary>
    public static IReadOnlyList<(string Time, string Words)> Marks(DailyReport report)
    {
        const int mostLines = 12;
        const int longest = 200;
        var zone = TimeZoneInfo.FindSystemTimeZoneById(report.Zone);
        var lines = report
            .Marks.Take(mostLines)
            .Select(mark =>
                (
                    TimeZoneInfo.ConvertTime(mark.At, zone).ToString("HH:mm"),
                    MailSections.OneLine(mark.Description, longest)
                        + (mark.Source == ChangeSource.Reported && mark.Endpoint is { } endpoint ? $" ({MailSections.Name(endpoint)})" : "")
                )
            )
            .ToList();
        if (report.Marks.Count > mostLines)
            lines.Add(("", $"and {report.Marks.Count - mostLines} more"));
        return lines;
    }

    /// <summary>Null where nothing was measured.</summary>
    public static string? Latency(DailyLatency? latency)
    {
        if (latency is null)
            return null;
        return $"First token after {Seconds(latency.TtftP50Seconds)} (median) and {Seconds(latency.TtftP95Seconds)} (95th percentile); "
            + $"whole answer after {Seconds(latency.TotalP95Seconds)} (95th percentile); {(latency.NErrors == 1 ? "1 error" : $"{latency.NErrors:#,0} errors")}.";
    }

    public static string? BusiestHour(DailyReport report) =>
        report.Hours.Where(hour => hour.CostUsd.Pico > 0).MaxBy(hour => hour.CostUsd) is { } hour
            ? $"Busiest hour: {hour.Start:HH:mm} with {UsdText.Of(hour.CostUsd)}"
            : null;

    public static IReadOnlyList<string> SmallPrint(DailyReport report) =>
        [
            $"The day is {report.Date:yyyy-MM-dd} in the zone {report.Zone}: "
                + $"{report.Cost.From.UtcDateTime:yyyy-MM-dd HH:mm} to {report.Cost.To.UtcDateTime:yyyy-MM-dd HH:mm} UTC.",
            $"Costs are worked out from the reported tokens and list prices (price table {report.Cost.PriceTableVersion}); the provider's invoice decides. "
                + "Days without priced calls are in no mean. Calls that arrive late change a day after its report was sent.",
        ];

    private static string CallCount(long count) => count == 1 ? "1 call" : $"{count:#,0} calls";

    private static string Seconds(double? seconds) => seconds is { } known ? $"{known:0.00} s" : "(too few samples)";

    private static string Days(int count) => count == 1 ? "1 day" : $"{count} days";

    private static string Used(BudgetUse budget) => budget.UsedRatio is { } used ? $"{UsdText.Percent(used)} used, " : "";

    private static string Difference(double ratio) =>
        ratio switch
        {
            > 2 => $"{ratio:#,0.0} times",
            > 1.005 => $"+{UsdText.Percent(ratio - 1)}",
            < 0.995 => $"-{UsdText.Percent(1 - ratio)}",
            _ => "the same",
        };
}
