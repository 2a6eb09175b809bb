using LlmMonitor.Core.Statistics;

namespace LlmMonitor.Core.Safety.Reviews;

/// <summary>What the decisions of people say of the patterns, of the judge, and of the queue itself.</summary>
/// <param name="Patterns">Those with a closed item, the most often wrong first.</param>
/// <param name="Judge">By version of its prompt.</param>
/// <param name="Open">How many are not closed, by state as it is now.</param>
/// <param name="NOverdue">Of those not closed.</param>
/// <param name="MedianHoursToDecision">From opening to the first decision of the closed ones; null where there are none.</param>
public sealed record ReviewReport(
    DateTimeOffset From,
    DateTimeOffset To,
    long NClosed,
    long NHarmful,
    IReadOnlyList<PatternPrecision> Patterns,
    IReadOnlyList<JudgeCalibration> Judge,
    IReadOnlyDictionary<string, int> Open,
    int NOverdue,
    double? MedianHoursToDecision
)
{
    /// <param name="closed">Items closed in the span.</param>
    /// <param name="open">Items that are not closed now.</param>
    public static ReviewReport Of(
        IReadOnlyList<ReviewItem> closed,
        IReadOnlyList<ReviewItem> open,
        DateTimeOffset from,
        DateTimeOffset to,
        DateTimeOffset now
    )
    {
        var hours = closed
            .Where(item => item.Decisions.Count > 0)
            .Select(item => (item.Decisions[0].At - item.OpenedAt).TotalHours)
            .Order()
            .ToList();
        var states = Enum.GetValues<ReviewState>().Where(state => state != ReviewState.Closed);
        return new(
            from,
            to,
            closed.Count,
            closed.Count(item => item.Verdict == ReviewVerdict.Harmful),
            [
                .. closed
                    .SelectMany(item => ReasonsOf(item, ReviewSource.Gate))
                    .GroupBy(pair => pair.Reason.Name, StringComparer.Ordinal)
                    .Select(PatternPrecision.Of)
                    .OrderBy(pattern => pattern.Precision)
                    .ThenBy(pattern => pattern.Id, StringComparer.Ordinal),
            ],
            [
                .. closed
                    .SelectMany(item => ReasonsOf(item, ReviewSource.Judge))
                    .GroupBy(pair => pair.Reason.Name, StringComparer.Ordinal)
                    .Select(JudgeCalibration.Of)
                    .OrderBy(judge => judge.Version, StringComparer.Ordinal),
            ],
            states.ToDictionary(
                state => state.ToString().ToLowerInvariant(),
                state => open.Count(item => item.StateAt(now) == state),
                StringComparer.Ordinal
            ),
            open.Count(item => item.DueAt < now),
            hours.Count == 0 ? null : (hours[(hours.Count - 1) / 2] + hours[hours.Count / 2]) / 2
        );
    }

    private static IEnumerable<(ReviewReason Reason, bool IsHarmful)> ReasonsOf(ReviewItem item, ReviewSource source) =>
        item.Reasons.Where(reason => reason.Source == source).Select(reason => (reason, item.Verdict == ReviewVerdict.Harmful));
}

/// <summary>How often what a pattern found was harmful, of what people decided.</summary>
/// <param name="Precision">Harmful / decided.</param>
/// <param name="Interval">Clopper–Pearson at 95 %.</param>
public sealed record PatternPrecision(string Id, long NDecided, long NHarmful, double Precision, ReviewInterval Interval)
{
    internal static PatternPrecision Of(IGrouping<string, (ReviewReason Reason, bool IsHarmful)> decided)
    {
        var (n, harmful) = (decided.LongCount(), decided.LongCount(pair => pair.IsHarmful));
        return new(decided.Key, n, harmful, (double)harmful / n, ReviewInterval.Of(BinomialInterval.ClopperPearson(harmful, n)));
    }
}

/// <summary>The judge against people, over the calls that people decided: all that it found harmful, but of those it found safe only a sample.</summary>
/// <param name="Version">Of the judge's prompt.</param>
/// <param name="BothHarmful">The judge and people say harmful.</param>
/// <param name="OnlyJudge">The judge alone does: a false alarm.</param>
/// <param name="OnlyPeople">People alone do: a miss.</param>
/// <param name="Kappa">Cohen's; null below <see cref="FewestForKappa"/>, or where one answer was all that was given.</param>
/// <param name="Interval">Of kappa, at 95 %, for large samples.</param>
public sealed record JudgeCalibration(
    string Version,
    long N,
    long BothHarmful,
    long OnlyJudge,
    long OnlyPeople,
    long BothSafe,
    double? Kappa,
    ReviewInterval? Interval
)
{
    /// <summary>The interval is a normal approximation.</summary>
    public const int FewestForKappa = 20;

    internal static JudgeCalibration Of(IGrouping<string, (ReviewReason Reason, bool IsHarmful)> judged)
    {
        var table = new long[2, 2];
        foreach (var (reason, isHarmful) in judged)
            table[reason.Harmful == true ? 0 : 1, isHarmful ? 0 : 1]++;
        var n = judged.LongCount();
        var kappa = n < FewestForKappa ? null : CohenKappa.Of(table);
        return new(
            judged.Key,
            n,
            table[0, 0],
            table[0, 1],
            table[1, 0],
            table[1, 1],
            kappa?.Kappa,
            kappa is { } known ? ReviewInterval.Of((known.Low, known.High)) : null
        );
    }
}

public sealed record ReviewInterval(double Low, double High)
{
    internal static ReviewInterval Of((double Low, double High) pair) => new(pair.Low, pair.High);
}
