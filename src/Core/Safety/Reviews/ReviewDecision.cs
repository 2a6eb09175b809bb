namespace LlmMonitor.Core.Safety.Reviews;

/// <summary>What one person decided.</summary>
/// <param name="By">The id of the person's key.</param>
/// <param name="Category">What harm it is; null where none was named.</param>
public sealed record ReviewDecision(string By, DateTimeOffset At, ReviewVerdict Verdict, Hazard? Category, string? Note);

public enum ReviewVerdict
{
    Harmful,
    Safe,
    Unsure,
}
