using LlmMonitor.Core.Cost;
using LlmMonitor.Core.Money;

namespace LlmMonitor.Core.Reports;

/// <summary>The models and features whose cost moved most against their mean of the days before, the largest first.</summary>
/// <param name="Unknown">Why nothing can be said; null where <paramref name="Largest"/> is the answer, even an empty one.</param>
public sealed record CostChanges(IReadOnlyList<CostChange> Largest, string? Unknown)
{
    public const int Most = 5;

    /// <summary>One or two days say too little about what is usual.</summary>
    public const int FewestDays = 3;

    /// <summary>Smaller changes, as a share of the day's total or the mean one (the larger of both), are noise to a reader.</summary>
    private const double SmallestShare = 0.01;

    internal static CostChanges Of(CostReport day, IReadOnlyList<CostReport> earlier)
    {
        if (!CostHistory.HasKnownCost(day))
            return new([], day.NCalls == 0 ? "No calls were recorded." : "No call of the day has a known price.");
        if (earlier.Count < FewestDays)
            return new(
                [],
                $"Too few days: this needs {FewestDays} earlier days with priced calls, and there {(earlier.Count == 1 ? "is 1" : $"are {earlier.Count}")}."
            );

        var mean = CostHistory.Mean(earlier.Select(report => report.TotalUsd), earlier.Count);
        var noise = SmallestShare * (double)Int128.Max(day.TotalUsd.Pico, mean.Pico);
        // A model that lost its price did not become cheaper, and one that got it is not new.
        var unpriced = earlier.Append(day).SelectMany(report => report.Unpriced.Models).ToHashSet(StringComparer.Ordinal);
        var changes = Between("model", day, earlier, report => report.ByModel)
            .Where(change => !unpriced.Contains(change.Key))
            .Concat(Between("feature", day, earlier, report => report.ByFeature))
            .Where(change => Math.Abs((double)change.DifferenceUsd.Pico) >= noise && change.DifferenceUsd != PicoUsd.Zero)
            .OrderByDescending(change => Int128.Abs(change.DifferenceUsd.Pico))
            .ThenBy(change => change.Kind, StringComparer.Ordinal)
            .ThenBy(change => change.Key, StringComparer.Ordinal);
        return new([.. changes.Take(Most)], null);
    }

    private static IEnumerable<CostChange> Between(
        string kind,
        CostReport day,
        IReadOnlyList<CostReport> earlier,
        Func<CostReport, IReadOnlyList<CostShare>> shares
    )
    {
        var today = shares(day).ToDictionary(share => share.Key, share => share.CostUsd, StringComparer.Ordinal);
        var before = earlier.SelectMany(shares).ToLookup(share => share.Key, share => share.CostUsd, StringComparer.Ordinal);
        // What falls under (other) differs from day to day: its change means nothing.
        foreach (var key in today.Keys.Union(before.Select(group => group.Key), StringComparer.Ordinal).Where(key => key != "(other)"))
        {
            var cost = today.GetValueOrDefault(key);
            var mean = CostHistory.Mean(before[key], earlier.Count);
            yield return new(kind, key, cost, mean, cost - mean, IsNew: !before.Contains(key));
        }
    }
}

/// <param name="Kind"><c>model</c> or <c>feature</c>.</param>
/// <param name="MeanUsd">Over the earlier days with priced calls; a day without this key counts as 0 for it.</param>
/// <param name="IsNew">Seen on none of the earlier days.</param>
public sealed record CostChange(string Kind, string Key, PicoUsd CostUsd, PicoUsd MeanUsd, PicoUsd DifferenceUsd, bool IsNew);
