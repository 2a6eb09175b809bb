using LlmMonitor.Core.Money;

namespace LlmMonitor.Core.Judge;

/// <summary>What the judge said, or why it said nothing that counts.</summary>
/// <param name="Answer">Null exactly where <paramref name="Fault"/> says why.</param>
/// <param name="Why">A sentence; null where there is an answer.</param>
/// <param name="Counted">What was paid, tries included.</param>
public sealed record JudgeOutcome<TAnswer>(TAnswer? Answer, JudgeFault Fault, string? Why, PicoUsd Counted)
    where TAnswer : class
{
    /// <summary>Whether asking later may help.</summary>
    public bool IsRetryable => Fault == JudgeFault.Unavailable;
}

public enum JudgeFault
{
    None,

    /// <summary>An outage, a limit of rate or a timeout: ask again later.</summary>
    Unavailable,

    /// <summary>What it said was refused at each try.</summary>
    Malformed,

    /// <summary>The project's budget of the day is used up.</summary>
    OverBudget,

    /// <summary>No model is set, or the provider refuses: a person has to look.</summary>
    NotSetUp,
}
