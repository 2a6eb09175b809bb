using LlmMonitor.Core.Calls;

namespace LlmMonitor.Core.Checks;

/// <summary>What a check finds in one output.</summary>
/// <param name="Detail">A sentence that quotes output and source; null where all is well.</param>
public readonly record struct CheckFinding(CheckOutcome Outcome, string? Detail)
{
    public static CheckFinding Passed => new(CheckOutcome.Pass, null);

    public static CheckFinding Failed(string detail) => new(CheckOutcome.Fail, detail);

    public static CheckFinding NotApplicable(string detail) => new(CheckOutcome.NotApplicable, detail);
}
