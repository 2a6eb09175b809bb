using System.ComponentModel.DataAnnotations;

namespace LlmMonitor.Core.Sessions;

/// <summary>When a session is over, and when its figures ring. Section <c>LlmMonitor:Sessions</c>.</summary>
public sealed class SessionsOptions
{
    public const string Section = "LlmMonitor:Sessions";

    /// <summary>After so long without an event a session that was not completed is abandoned. Minutes, 1 to 10,080. 30: as web analytics end a visit.</summary>
    [Range(1, 10_080)]
    public int TimeoutMinutes { get; set; } = 30;

    /// <summary>The chance of any false alarm of either monitor in 90 days of a project. 0.000001 to 0.5.</summary>
    [Range(1e-6, 0.5)]
    public double FalseAlarmChance { get; set; } = 0.05;

    /// <summary>A smaller rise of the abandoned share, or of sessions with a rephrased question, is not told. 0 to 1. 0.05: five of a hundred.</summary>
    [Range(0, 1)]
    public double LeastRise { get; set; } = 0.05;

    /// <summary>How many closed sessions the four weeks before must hold to be compared with. 10 to 1,000,000.</summary>
    [Range(10, 1_000_000)]
    public int LeastReference { get; set; } = 50;

    /// <summary>How many features are watched apart, those with most sessions first. 0 to 200. Each makes the others' alarms a little slower.</summary>
    [Range(0, 200)]
    public int MostFeatures { get; set; } = 20;

    internal TimeSpan Timeout => TimeSpan.FromMinutes(TimeoutMinutes);
}
