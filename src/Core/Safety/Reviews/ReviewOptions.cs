using System.ComponentModel.DataAnnotations;
using LlmMonitor.Core.Safety.Gate.Patterns;

namespace LlmMonitor.Core.Safety.Reviews;

/// <summary>The review queue of all projects. Section <c>LlmMonitor:Reviews</c>.</summary>
public sealed class ReviewOptions
{
    public const string Section = "LlmMonitor:Reviews";

    /// <summary>Until when an item of critical severity is to be closed. Hours, 0.25 to 720. 1: somebody may be in danger.</summary>
    [Range(0.25, 720)]
    public double CriticalHours { get; set; } = 1;

    /// <summary>The same for high severity. Hours, 0.25 to 720. 4: half a working day.</summary>
    [Range(0.25, 720)]
    public double HighHours { get; set; } = 4;

    /// <summary>The same for medium severity. Hours, 0.25 to 720. 24: the next day.</summary>
    [Range(0.25, 720)]
    public double MediumHours { get; set; } = 24;

    /// <summary>The same for low severity. Hours, 0.25 to 720. 72: over a weekend.</summary>
    [Range(0.25, 720)]
    public double LowHours { get; set; } = 72;

    /// <summary>How long an item belongs to whoever took it on. Minutes, 5 to 1,440. 30: longer than one takes, shorter than a forgotten tab.</summary>
    [Range(5, 1440)]
    public double LeaseMinutes { get; set; } = 30;

    /// <summary>From which severity two people must agree. Critical: a wrong decision there is grave both ways.</summary>
    public PatternSeverity FourEyesFrom { get; set; } = PatternSeverity.Critical;

    /// <summary>The share of calls judged safe that people look at all the same, by hash of the id. 0 to 1. 0.001: without any, nobody knows what the judge misses.</summary>
    [Range(0, 1)]
    public double JudgedSafeShare { get; set; } = 0.001;

    public TimeSpan DueAfter(PatternSeverity severity) =>
        TimeSpan.FromHours(
            severity switch
            {
                PatternSeverity.Critical => CriticalHours,
                PatternSeverity.High => HighHours,
                PatternSeverity.Medium => MediumHours,
                _ => LowHours,
            }
        );
}
