namespace LlmMonitor.Core.Calls;

/// <summary>What one output check found in one call.</summary>
/// <param name="Name">The check's name, unique in its endpoint.</param>
/// <param name="Type">What it checks: <c>dates_grounded</c>.</param>
/// <param name="Detail">A sentence that quotes output and source. Free text: kept as the project keeps texts. Null where all is well.</param>
public sealed record CheckResult(string Name, string Type, CheckOutcome Outcome, string? Detail);

public enum CheckOutcome
{
    Pass,
    Fail,

    /// <summary>There was nothing to check, or it cannot be decided. Neither healthy nor ill.</summary>
    NotApplicable,
}

/// <summary>Which of day and month comes first in numeric dates.</summary>
public enum DateOrder
{
    /// <summary>No numeric date says so.</summary>
    Unknown,
    DayFirst,
    MonthFirst,

    /// <summary>Some dates can only be day first, others only month first.</summary>
    Mixed,
}
