using LlmMonitor.Core.Calls;

namespace LlmMonitor.Core.Cost.Rates;

/// <summary>
/// A price made ready for counting: one span of days, hours of a day and one context tier, with service tier and region worked in and each
/// gap closed. A rate that is not listed is the one that it is a kind of: cached and audio input is input, a one-hour cache write is a cache
/// write, audio and reasoning output is output.
/// </summary>
/// <param name="From">First day; null where undated.</param>
/// <param name="MoreThan">Applies to inputs of more tokens than this.</param>
public sealed record Bill(DateOnly? From, TimeOnly? Start, TimeOnly? End, long MoreThan, BillRates Rates)
{
    public bool AppliesAt(DateOnly day, TimeOnly time, long inputTokens) =>
        (From is null || From <= day) && inputTokens > MoreThan && (Start is null || (time >= Start && time < End));

    /// <summary>All bills of a model, the one that says most first: the first that applies holds.</summary>
    /// <param name="reason">Why there are none.</param>
    public static IReadOnlyList<Bill> Of(ProviderPrices provider, ModelPrice model, ServiceTier tier, string? region, out string? reason)
    {
        reason = null;
        if (model.Spans.Count == 0)
        {
            reason = "no_listed_price";
            return [];
        }
        var changes = new List<Adjustment>();
        if (tier != ServiceTier.Standard)
        {
            if (provider.Adjustments.FirstOrDefault(change => change.IsFor(tier, model.Id)) is not { } change)
            {
                reason = "unknown_price_of_service_tier";
                return [];
            }
            changes.Add(change);
        }
        if (region is not null && provider.Adjustments.FirstOrDefault(change => change.IsFor(region, model.Id)) is { } premium)
        {
            changes.Add(premium);
        }
        return model.Spans.Reverse().SelectMany(span => OfSpan(span, changes)).ToList();
    }

    private static IEnumerable<Bill> OfSpan(PriceSpan span, List<Adjustment> changes)
    {
        var tiers = span.Tiers.Reverse().Append(new ContextTier(-1, false, RateCard.Empty)).ToList();
        var hours = span.Hours.Select(hours => (DayHours?)hours).Append(null);
        return from part in hours
            from tier in tiers
            let card = tier.Rates.Over((part?.Rates ?? RateCard.Empty).Over(span.Rates))
            let adjusted = changes.Aggregate(card, (rates, change) => change.Prices ?? rates.Times(change.Times, change.Unchanged))
            select new Bill(span.From, part?.Start, part?.End, tier.Inclusive ? tier.Tokens - 1 : tier.Tokens, BillRates.Of(adjusted));
    }
}

/// <summary>USD per token (per call: <see cref="Request"/>). Null where neither the rate nor what it is a kind of is listed.</summary>
public sealed record BillRates(
    decimal? Input,
    decimal? CacheRead,
    decimal? CacheWrite,
    decimal? CacheWrite1h,
    decimal? InputAudio,
    decimal? Output,
    decimal? Reasoning,
    decimal? OutputAudio,
    decimal Request
)
{
    // A shift of the decimal point: exact.
    private const decimal PerMillion = 0.000001m;

    public static BillRates Of(RateCard card)
    {
        var write = card[Rate.CacheWrite] ?? card[Rate.Input];
        return new(
            card[Rate.Input] * PerMillion,
            (card[Rate.CacheRead] ?? card[Rate.Input]) * PerMillion,
            write * PerMillion,
            (card[Rate.CacheWrite1h] ?? write) * PerMillion,
            (card[Rate.InputAudio] ?? card[Rate.Input]) * PerMillion,
            card[Rate.Output] * PerMillion,
            (card[Rate.Reasoning] ?? card[Rate.Output]) * PerMillion,
            (card[Rate.OutputAudio] ?? card[Rate.Output]) * PerMillion,
            card[Rate.Request] ?? 0
        );
    }
}
