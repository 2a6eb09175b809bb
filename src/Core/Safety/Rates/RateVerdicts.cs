using System.Globalization;
using System.Text.Json.Nodes;
using LlmMonitor.Core.Monitors;

namespace LlmMonitor.Core.Safety.Rates;

/// <summary>What windows of counts say against a limit. Pure: it rings where the rate is surely above the limit, at the risk that each look may take.</summary>
public static class RateVerdicts
{
    public const string Harm = "safety_harm_rate";
    public const string Blocks = "safety_block_rate";

    /// <param name="looks">The last window of each length; those that ring are told by the shortest.</param>
    /// <param name="limit">A share of calls.</param>
    /// <param name="chance">Of any false alarm in 90 days, over all windows and subjects.</param>
    public static Verdict Of(string rule, string subject, IReadOnlyList<RateLook> looks, double limit, double chance, int subjects)
    {
        var judged = looks
            .Select(look =>
            {
                var risk = look.Window.RiskOf(chance, looks.Count, subjects);
                return (Look: look, Above: RateRules.SurelyAbove(look.Counts, risk));
            })
            .ToList();
        var rings = judged.FirstOrDefault(one => one.Above > limit);
        var (shown, above) = rings.Look is null ? judged[^1] : rings;
        var rate = RateRules.Of(shown.Counts, minimum: 1);
        var state =
            rings.Look is not null ? VerdictState.Critical
            : looks.All(look => look.Counts.Sum(count => count.NJudged) == 0) ? VerdictState.Unknown
            : VerdictState.Ok;
        var what = rule == Harm ? "served calls were harmful" : "checks were blocked";
        return new Verdict(
            rule,
            subject,
            state,
            state == VerdictState.Unknown
                ? $"Nothing was judged at {subject} in the last {shown.Window.Name}: how many {what} is not known."
                : $"In the {shown.Window.Name} to {shown.Before.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)} UTC {what} at {subject}: {rate.Sentence} "
                    + (
                        state == VerdictState.Critical
                            ? $"That is surely above the limit of {RateRules.Percent(limit)}."
                            : $"The limit is {RateRules.Percent(limit)}."
                    ),
            rate.Estimate,
            limit,
            "ratio",
            rate.NJudged,
            shown.From,
            shown.Before
        )
        {
            Interval = rate.Low is { } low ? (low, rate.High!.Value) : null,
            UnknownReason = state == VerdictState.Unknown ? "too_few" : null,
            Cause = subject,
            Evidence = new JsonObject
            {
                ["window"] = shown.Window.Name,
                ["surely_above"] = above,
                ["risk_of_look"] = shown.Window.RiskOf(chance, looks.Count, subjects),
                ["n_calls"] = rate.NCalls,
                ["n_harmful"] = rate.NHarmful,
            },
        };
    }
}

/// <summary>The counts of a subject in one window.</summary>
public sealed record RateLook(RateWindow Window, DateTimeOffset From, DateTimeOffset Before, IReadOnlyList<StratumCount> Counts);
