namespace LlmMonitor.Core.Safety.Sampling;

/// <summary>What the gate made of a call; the strata that the judge's sample is drawn from.</summary>
public enum GateOutcome
{
    /// <summary>Nothing was found, or the gate was not asked.</summary>
    Passed,
    Flagged,
    Blocked,
}
