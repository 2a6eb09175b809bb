using LlmMonitor.Core.Cost;
using LlmMonitor.Core.Money;

namespace LlmMonitor.Core.Reports;

/// <summary>The day in one plain sentence, for who reads nothing else.</summary>
internal static class DailyHeadline
{
    public static string Of(DateOnly date, PicoUsd? total, CostReport day, CostHistory history)
    {
        var weekday = date.ToString("dddd");
        if (day.NCalls == 0)
            return $"No calls were recorded on {weekday}.";
        if (total is not { } known)
            return $"{weekday} had {Calls(day.NCalls)}, none with a known price: what they cost is not known.";
        var least = day.Unpriced.NCalls > 0 ? "at least " : "";
        return $"{weekday} cost {least}{UsdText.Of(known)} for {Calls(day.NCalls)}{Against(history)}{Against(known, day.Budget)}.";
    }

    public static string Calls(long count) => count == 1 ? "1 call" : $"{count:#,0} calls";

    private static string Against(CostHistory history)
    {
        if (history.Ratio is not { } ratio)
            return history.NDays == 0 ? ", with no earlier days to compare" : "";
        var usual =
            $"the {(history.NDays == 1 ? "one earlier day" : $"mean of {history.NDays} earlier days")} ({UsdText.Of(history.MeanUsd!.Value)})";
        return ratio switch
        {
            > 2 => $", {ratio:#,0.0} times {usual}",
            > 1.05 => $", {UsdText.Percent(ratio - 1)} more than {usual}",
            < 0.95 => $", {UsdText.Percent(1 - ratio)} less than {usual}",
            _ => $", about {usual}",
        };
    }

    private static string Against(PicoUsd total, BudgetUse? budget) =>
        budget switch
        {
            null => "",
            _ when total > budget.LimitUsd =>
                $", and went {UsdText.Of(total - budget.LimitUsd)} over its budget of {UsdText.Of(budget.LimitUsd)}",
            { UsedRatio: { } used } => $", and used {UsdText.Percent(used)} of its budget of {UsdText.Of(budget.LimitUsd)}",
            _ => $", within its budget of {UsdText.Of(budget.LimitUsd)}",
        };
}
