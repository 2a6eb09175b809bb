namespace LlmMonitor.Core.Monitors;

/// <summary>When a rise is told.</summary>
/// <param name="Chance">Of any false alarm in 90 days, over all windows and subjects together.</param>
/// <param name="Subjects">Among which the chance is shared out, at least 1.</param>
/// <param name="LeastRise">Of the bad share, 0 to 1: a smaller one is not told however sure it is.</param>
/// <param name="LeastReference">How many must have been counted before.</param>
public sealed record ChangeLimits(double Chance, int Subjects, double LeastRise, long LeastReference)
{
    /// <summary>What each look may take (Bonferroni).</summary>
    public double RiskOf(ChangeWindow window, int windows) => Chance / (windows * Math.Max(1, Subjects) * window.Looks);
}
