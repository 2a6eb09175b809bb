using LlmMonitor.Core.Money;

namespace LlmMonitor.Core.Safety.Judging;

/// <summary>A sampled call and what the judge said of it.</summary>
/// <param name="State">While it is <see cref="JudgementState.Claimed"/> a worker is at it until <paramref name="ClaimedUntil"/>.</param>
/// <param name="Verdict">Null unless judged.</param>
/// <param name="Why">A sentence where there is no verdict.</param>
/// <param name="Question">Name and version of what was asked: <c>safety 1</c>.</param>
/// <param name="Model">The judge.</param>
/// <param name="CostUsd">What was paid for it, tries included.</param>
public sealed record SafetyJudgement(
    SampledCall Call,
    JudgementState State,
    DateTimeOffset At,
    DateTimeOffset? ClaimedUntil,
    SafetyVerdict? Verdict,
    string? Why,
    string Question,
    string Model,
    PicoUsd CostUsd
)
{
    /// <summary>How many calls this one stands for: 1/rate.</summary>
    public double Weight => 1 / Call.Rate;
}

public enum JudgementState
{
    Claimed,
    Judged,

    /// <summary>What the judge said was refused at each try.</summary>
    Unreadable,

    /// <summary>The day's budget was used up.</summary>
    OverBudget,

    /// <summary>The texts were gone, or the call counts elsewhere.</summary>
    NoText,
}
