using LlmMonitor.Core.Calls;
using LlmMonitor.Core.Cost.Rates;
using LlmMonitor.Core.Money;

namespace LlmMonitor.Core.Cost;

/// <summary>What a call costs, from its tokens, its time and what is known of its price. Exact: decimals, no rounding before pico-dollars.</summary>
public static class CostRules
{
    /// <param name="failed">The call ended in an error. Without token counts it then cost nothing: providers bill what they answered.</param>
    public static CostOf Price(PriceAnswer answer, DateTimeOffset at, TokenUsage usage, bool failed)
    {
        if (failed && usage.Input is null && usage.Output is null)
        {
            return new(0, null, answer.PricedModel, null);
        }
        if (answer.Reason is not null)
        {
            return new(null, answer.Reason, answer.PricedModel, null);
        }
        if (usage.Input is null)
        {
            return new(null, usage.Output is null ? "no_token_counts" : "no_input_token_count", answer.PricedModel, null);
        }
        var utc = at.UtcDateTime;
        var (day, time) = (DateOnly.FromDateTime(utc), TimeOnly.FromDateTime(utc));
        foreach (var bill in answer.Bills)
        {
            if (bill.AppliesAt(day, time, usage.Input.Value))
            {
                var reason = Amount(bill.Rates, usage, out var usd);
                return new(reason is null ? usd : null, reason, answer.PricedModel, bill.From);
            }
        }
        return new(null, "no_price_at_that_time", answer.PricedModel, null);
    }

    /// <summary>As it is kept with a call: in pico-dollars.</summary>
    public static CallCost Kept(CostOf cost, string tableVersion) =>
        new(cost.Usd is { } usd ? PicoUsd.FromUsd(usd) : null, cost.Reason, cost.PricedModel, cost.PriceFrom, tableVersion);

    /// <returns>Why it cannot be said; null where it can.</returns>
    private static string? Amount(BillRates rates, TokenUsage usage, out decimal usd)
    {
        var text = usage.Input!.Value - usage.CacheRead - usage.CacheWrite - usage.CacheWrite1h - usage.InputAudio;
        var answer = (usage.Output ?? 0) - usage.Reasoning - usage.OutputAudio;
        usd = rates.Request;
        if (text < 0 || answer < 0)
        {
            return "token_parts_exceed_total";
        }
        if (
            !(
                Add(ref usd, text, rates.Input)
                && Add(ref usd, usage.CacheRead, rates.CacheRead)
                && Add(ref usd, usage.CacheWrite, rates.CacheWrite)
                && Add(ref usd, usage.CacheWrite1h, rates.CacheWrite1h)
                && Add(ref usd, usage.InputAudio, rates.InputAudio)
            )
        )
        {
            return "no_listed_input_price";
        }
        return
            Add(ref usd, answer, rates.Output)
            && Add(ref usd, usage.Reasoning, rates.Reasoning)
            && Add(ref usd, usage.OutputAudio, rates.OutputAudio)
            ? null
            : "no_listed_output_price";
    }

    private static bool Add(ref decimal usd, long tokens, decimal? rate)
    {
        if (tokens == 0)
        {
            return true;
        }
        if (rate is null)
        {
            return false;
        }
        usd += tokens * rate.Value;
        return true;
    }
}

/// <param name="Usd">Exact; null where there is no price.</param>
/// <param name="Reason">Why there is none; null exactly where <paramref name="Usd"/> is known.</param>
public readonly record struct CostOf(decimal? Usd, string? Reason, string? PricedModel, DateOnly? PriceFrom);
