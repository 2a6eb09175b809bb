using LlmMonitor.Core.Money;
using LlmMonitor.Core.Monitors;

namespace LlmMonitor.Core.GoldenSets;

/// <summary>A golden set asked once, and how it compares.</summary>
/// <param name="Run">Its name, which sorts by time.</param>
/// <param name="JudgedBy">Model and versions of the judge's questions: scores of another judge are not compared.</param>
public sealed record GoldenRun(string Set, string Run, int Version, DateTimeOffset At, string JudgedBy)
{
    public bool IsDone { get; init; }

    /// <summary>The mean of each evaluator, over the examples that it applies to.</summary>
    public IReadOnlyDictionary<string, GoldenMean> Scores { get; init; } = new Dictionary<string, GoldenMean>(StringComparer.Ordinal);
    public int Asked { get; init; }
    public int Answered { get; init; }

    /// <summary>Examples left out because of the run's cap.</summary>
    public int Skipped { get; init; }
    public IReadOnlyList<GoldenComparison> Comparisons { get; init; } = [];
    public VerdictState State { get; init; } = VerdictState.Unknown;
    public string? Reason { get; init; }
    public string Summary { get; init; } = "It has not ended yet.";
    public PicoUsd CostUsd { get; init; }
}

public sealed record GoldenMean(double Mean, int N);

/// <summary>One evaluator of this run against another run, on the examples that both answered.</summary>
/// <param name="With">good (the last run that had not dropped) or pinned.</param>
/// <param name="Difference">Now less before; the interval holds it at 95 % (paired bootstrap).</param>
/// <param name="PValue">How likely a drop so large is by chance (paired sign-flip, one-sided).</param>
public sealed record GoldenComparison(
    string With,
    string Run,
    string Evaluator,
    int N,
    double Before,
    double Now,
    double Difference,
    double Low,
    double High,
    double PValue
)
{
    /// <summary>The same over all comparisons of the run (Holm).</summary>
    public double PAdjusted { get; init; } = 1;
}
