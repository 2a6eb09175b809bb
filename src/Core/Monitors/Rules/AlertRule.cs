using LlmMonitor.Core.Calls;

namespace LlmMonitor.Core.Monitors;

/// <summary>
/// A limit that a project sets itself: a measure, of each member of a group, over a window, against a figure or against the same hour of earlier
/// days. docs/reference/alert-rules.md holds the words of its JSON.
/// </summary>
public sealed record AlertRule(string Name, RuleMeasure Measure, RuleWindow Window, RuleCondition Condition)
{
    public RuleGrouping GroupBy { get; init; }

    /// <summary>Only these calls count.</summary>
    public RuleMatch Match { get; init; } = new(null, null, null, null, null, null);

    /// <summary>With fewer calls in the window the rule does not know.</summary>
    public long MinSamples { get; init; }

    /// <summary>What the verdict says where the condition holds: warning or critical.</summary>
    public VerdictState Severity { get; init; } = VerdictState.Warning;

    /// <summary>Read from what users spent, which knows no other dimension.</summary>
    public bool IsByUser => GroupBy == RuleGrouping.User || Match.User is not null;
}

public enum RuleMeasure
{
    SpendUsd,
    Calls,
    Errors,
    ErrorRate,
    InputTokens,
    OutputTokens,
    TtftP95Seconds,
    TotalP95Seconds,
    UnpricedCalls,
}

public enum RuleGrouping
{
    None,
    User,
    Feature,
    Model,
    Endpoint,
}

/// <summary>Null matches all.</summary>
public sealed record RuleMatch(string? Endpoint, string? Feature, string? Model, string? PromptVersion, CallOrigin? Origin, string? User);

/// <param name="Minutes">Of a sliding window; 0 for the others.</param>
public readonly record struct RuleWindow(RuleWindowKind Kind, int Minutes);

public enum RuleWindowKind
{
    /// <summary>The last whole minutes.</summary>
    Sliding,

    /// <summary>The hour of the project's zone, from its first minute on.</summary>
    Hour,

    /// <summary>The day of the project's zone, from midnight on.</summary>
    Day,
}

/// <param name="IsAbove">Holds above the limit, strictly; otherwise below it, strictly.</param>
/// <param name="Limit">In the measure's unit, or how many times the median of earlier days.</param>
/// <param name="Days">How many earlier days; 0 where the limit is a figure.</param>
public sealed record RuleCondition(bool IsAbove, decimal Limit, int Days)
{
    public bool IsRatio => Days > 0;
}
