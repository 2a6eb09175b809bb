using LlmMonitor.Core.Statistics;

namespace LlmMonitor.Core.Canaries;

/// <summary>What follows from answers and runs of canaries. Pure.</summary>
public static class CanaryRules
{
    /// <summary>An answer passes when all expectations hold, and fails when one does not.</summary>
    public static CanaryOutcome Judge(IReadOnlyList<Met> expectations) =>
        new(Worst(expectations), [.. expectations.Select(met => met.Sentence).OfType<string>()]);

    /// <summary>What more than half of all that was asked came to; unknown where neither passes nor failures are so many.</summary>
    public static CanaryState Majority(IReadOnlyCollection<CanaryState> answers) =>
        answers.Count(answer => answer == CanaryState.Fail) * 2 > answers.Count ? CanaryState.Fail
        : answers.Count(answer => answer == CanaryState.Pass) * 2 > answers.Count ? CanaryState.Pass
        : CanaryState.Unknown;

    /// <summary>What goes on from run to run: since when it fails, when it passed last, how long nobody answered.</summary>
    /// <param name="before">The run before, of the same definition; null where there is none.</param>
    public static CanaryResult Continue(CanaryResult? before, CanaryResult now) =>
        now with
        {
            SameAnswers =
                before is { Answers.Count: > 0 } && now.Answers.Count > 0
                    ? now.Answers.Count(answer => before.Answers.Contains(answer)) * 2 > now.Answers.Count
                    : null,
            LastPassAt = now.State == CanaryState.Pass ? now.At : before?.LastPassAt,
            FailingSince = now.State switch
            {
                CanaryState.Fail => before?.FailingSince ?? now.At,
                CanaryState.Pass => null,
                _ => before?.FailingSince,
            },
            UnreachableInRow = now.Reason == CanaryReasons.Unreachable ? (before?.UnreachableInRow ?? 0) + 1 : 0,
        };

    /// <summary>
    /// How likely so few canaries would answer to the letter as in the run before, if answers were as steady as they were: a lower binomial tail
    /// at the lower 99 % bound of the usual share. Null where too little is known.
    /// </summary>
    public static double? PValueOfSame(long same, long n, long usualSame, long usualN)
    {
        if (n < FewestCanaries || usualN < FewestComparisons)
            return null;
        var usual = BinomialInterval.ClopperPearson(usualSame, usualN, 0.98).Low;
        return 1 - BinomialTail.AtLeast(same + 1, n, usual);
    }

    public const int FewestCanaries = 4;
    public const int FewestComparisons = 50;

    private static CanaryState Worst(IReadOnlyList<Met> expectations) =>
        expectations.Any(met => met.State == CanaryState.Fail) ? CanaryState.Fail
        : expectations.All(met => met.State == CanaryState.Pass) ? CanaryState.Pass
        : CanaryState.Unknown;
}

/// <summary>Why a run's state is unknown.</summary>
public static class CanaryReasons
{
    public const string Unreachable = "unreachable";
    public const string CostCap = "cost_cap";
    public const string NotJudged = "not_judged";

    /// <summary>Neither passes nor failures were most.</summary>
    public const string Split = "split";
}
