using LlmMonitor.Core.Money;

namespace LlmMonitor.Core.Canaries;

/// <summary>What one canary came to in one run.</summary>
/// <param name="Run">The run's name, which sorts by time: <c>20261123120000</c>.</param>
/// <param name="Definition">Of the canary as it was asked.</param>
/// <param name="Sentences">Why it failed or is not known, as far as the project keeps texts.</param>
public sealed record CanaryResult(
    string CanaryId,
    string Endpoint,
    string Run,
    DateTimeOffset At,
    string Definition,
    CanaryState State,
    IReadOnlyList<string> Sentences
)
{
    /// <summary>Why the state is unknown: unreachable, cost_cap, not_judged, split; null where it is known.</summary>
    public string? Reason { get; init; }
    public int Passed { get; init; }
    public int Failed { get; init; }
    public int Unknown { get; init; }

    /// <summary>The calls that asked, for whoever wants to read the answers.</summary>
    public IReadOnlyList<string> RequestIds { get; init; } = [];

    /// <summary>A hash of each answer: equal texts, equal hashes.</summary>
    public IReadOnlyList<string> Answers { get; init; } = [];

    /// <summary>The models that the provider says answered.</summary>
    public IReadOnlyList<string> Models { get; init; } = [];
    public IReadOnlyList<string> Fingerprints { get; init; } = [];

    /// <summary>Whether most answers are, to the letter, what the run before answered; null where there is nothing to compare.</summary>
    public bool? SameAnswers { get; init; }

    /// <summary>The last run that passed, up to this one; null where it never did since it was defined.</summary>
    public DateTimeOffset? LastPassAt { get; init; }

    /// <summary>Since when it fails without a pass between; null where it does not.</summary>
    public DateTimeOffset? FailingSince { get; init; }

    /// <summary>How many runs in a row, this one included, had no answer.</summary>
    public int UnreachableInRow { get; init; }
    public PicoUsd Cost { get; init; }
}
