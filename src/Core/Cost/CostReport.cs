using LlmMonitor.Core.Money;
using LlmMonitor.Core.Rollups;

namespace LlmMonitor.Core.Cost;

/// <summary>
/// What a span of time cost. Each breakdown sums to <see cref="TotalUsd"/> to the last digit: what has no feature or user stands under
/// <c>(none)</c>, what is not listed under <c>(other)</c>.
/// </summary>
/// <param name="Zone">The zone of the hours.</param>
/// <param name="NDuplicates">Calls that came again under an id that counted already; they are in no figure.</param>
public sealed record CostReport(
    DateTimeOffset From,
    DateTimeOffset To,
    string Zone,
    PicoUsd TotalUsd,
    long NCalls,
    long NDuplicates,
    UnpricedCalls Unpriced,
    IReadOnlyList<CostShare> ByModel,
    IReadOnlyList<CostShare> ByFeature,
    IReadOnlyList<CostShare> ByUser,
    IReadOnlyList<CostShare> ByHour,
    IReadOnlyList<CostShare> ByOrigin,
    BudgetUse? Budget,
    string PriceTableVersion
)
{
    public const int UsersShown = 10;
}

/// <param name="NUnpriced">How many of the calls have no price, and are no part of the cost.</param>
/// <param name="Key">The model, feature, user (or pseudonym), origin, or the hour's start as RFC 3339 with the zone's offset.</param>
public sealed record CostShare(string Key, PicoUsd CostUsd, long NCalls, long NUnpriced = 0)
{
    public static CostShare Of(string key, Spend spend) => new(key, spend.Cost, spend.Calls, spend.Unpriced);
}

/// <summary>Calls whose price is not known. They are no part of any sum, and are never $0.</summary>
public sealed record UnpricedCalls(long NCalls, IReadOnlyList<string> Models);

/// <param name="UsedRatio">Total over limit; null where the limit is 0, or calls came and none of them has a price.</param>
public sealed record BudgetUse(PicoUsd LimitUsd, double? UsedRatio)
{
    public static BudgetUse? Of(decimal? limitUsd, Spend total)
    {
        if (limitUsd is not { } limit)
            return null;
        var isKnown = limit != 0 && (total.Calls == 0 || total.Calls > total.Unpriced);
        return new(PicoUsd.FromUsd(limit), isKnown ? (double)(total.Cost.ToDecimal() / limit) : null);
    }
}
