using LlmMonitor.Core.Calls;
using LlmMonitor.Core.Rollups;

namespace LlmMonitor.Core.Cost;

/// <summary>Builds a <see cref="CostReport"/> from what was read of a span.</summary>
public static class CostReportRules
{
    /// <param name="users">What each user spent in the same span; null is calls without a user.</param>
    /// <param name="nameOf">How a user is shown: the id, or its pseudonym.</param>
    /// <param name="dailyBudgetUsd">Given where the span is one day of the project's zone.</param>
    public static CostReport Build(
        DateTimeOffset from,
        DateTimeOffset to,
        TimeZoneInfo zone,
        RollupSet rollup,
        IReadOnlyList<(string? UserId, Spend Spend)> users,
        Func<string, string> nameOf,
        decimal? dailyBudgetUsd,
        string priceTableVersion
    )
    {
        var total = Sum(rollup.Cells.Select(cell => Spend.Of(cell.Value)));
        var unpricedModels = rollup.Cells.Where(cell => cell.Value.Unpriced > 0).Select(cell => cell.Key.Model).Distinct();
        return new CostReport(
            from,
            to,
            zone.Id,
            total.Cost,
            total.Calls,
            rollup.Duplicates,
            new UnpricedCalls(total.Unpriced, [.. unpricedModels.Order(StringComparer.Ordinal)]),
            Shares(rollup, key => key.Model),
            Shares(rollup, key => key.Feature),
            UserShares(users, total, nameOf),
            HourShares(rollup, zone),
            Shares(rollup, key => CallWords.Of(key.Origin)),
            BudgetUse.Of(dailyBudgetUsd, total),
            priceTableVersion
        );
    }

    private static List<CostShare> Shares(RollupSet rollup, Func<RollupKey, string> keyOf) =>
        [
            .. rollup
                .Cells.GroupBy(cell => keyOf(cell.Key), StringComparer.Ordinal)
                .Select(group => CostShare.Of(group.Key, Sum(group.Select(cell => Spend.Of(cell.Value)))))
                .OrderByDescending(share => share.CostUsd)
                .ThenBy(share => share.Key, StringComparer.Ordinal),
        ];

    /// <summary>The users that spent most; all others together are what is left of the total, so that the sum is exact also while calls arrive.</summary>
    private static List<CostShare> UserShares(IReadOnlyList<(string? UserId, Spend Spend)> users, Spend total, Func<string, string> nameOf)
    {
        var shown = users
            .Where(user => user.UserId is not null and not LlmCall.ErasedUser)
            .OrderByDescending(user => user.Spend.Cost)
            .ThenByDescending(user => user.Spend.Calls)
            .ThenBy(user => user.UserId, StringComparer.Ordinal)
            .Take(CostReport.UsersShown)
            .Select(user => CostShare.Of(nameOf(user.UserId!), user.Spend))
            .ToList();
        if (users.FirstOrDefault(user => user.UserId is null).Spend is { Calls: > 0 } nobody)
            shown.Add(CostShare.Of(RollupKey.None, nobody));
        if (users.FirstOrDefault(user => user.UserId == LlmCall.ErasedUser).Spend is { Calls: > 0 } erased)
            shown.Add(CostShare.Of(LlmCall.ErasedUser, erased));
        var rest = new CostShare(
            RollupKey.Other,
            shown.Aggregate(total.Cost, (left, share) => left - share.CostUsd),
            total.Calls - shown.Sum(share => share.NCalls),
            total.Unpriced - shown.Sum(share => share.NUnpriced)
        );
        if (rest.NCalls != 0 || rest.CostUsd.Pico != 0)
            shown.Add(rest);
        return shown;
    }

    private static List<CostShare> HourShares(RollupSet rollup, TimeZoneInfo zone) =>
        [
            .. rollup
                .Quarters.GroupBy(quarter => HourOf(quarter.Key.Start, zone))
                .OrderBy(hour => hour.Key)
                .Select(hour => CostShare.Of(hour.Key.ToString("yyyy-MM-dd'T'HH:mm:sszzz"), Sum(hour.Select(quarter => quarter.Value)))),
        ];

    /// <summary>The start of the local hour; the offset tells the two hours apart that a clock shows twice.</summary>
    private static DateTimeOffset HourOf(DateTimeOffset time, TimeZoneInfo zone)
    {
        var local = TimeZoneInfo.ConvertTime(time, zone);
        return local.AddMinutes(-local.Minute).AddSeconds(-local.Second);
    }

    private static Spend Sum(IEnumerable<Spend> spends) => spends.Aggregate(default(Spend), (sum, spend) => sum.Plus(spend));
}
