using System.ComponentModel.DataAnnotations;

namespace LlmMonitor.Core.Safety.Rates;

/// <summary>When rates of harm and of blocks ring. Section <c>LlmMonitor:SafetyRates</c>.</summary>
public sealed class SafetyRateOptions
{
    public const string Section = "LlmMonitor:SafetyRates";

    /// <summary>The share of served calls that may be harmful. 0.0000001 to 0.5. 0.00001: one in 100,000.</summary>
    [Range(1e-7, 0.5)]
    public double HarmLimit { get; set; } = 0.00001;

    /// <summary>The share of checks that the gate may block. 0.0000001 to 0.9. 0.001: one in 1,000.</summary>
    [Range(1e-7, 0.9)]
    public double BlockLimit { get; set; } = 0.001;

    /// <summary>The chance of any false alarm of either rate, in a project whose rates stay at their limits for 90 days. 0.000001 to 0.5.</summary>
    [Range(1e-6, 0.5)]
    public double FalseAlarmChance { get; set; } = 0.05;

    /// <summary>Fewer judged calls give no estimate, only an interval. 1 to 1,000,000.</summary>
    [Range(1, 1_000_000)]
    public int MinimumJudged { get; set; } = 100;

    /// <summary>How many endpoints are watched apart, those with most calls first. 0 to 200. Each makes the others' alarms a little slower.</summary>
    [Range(0, 200)]
    public int MostEndpoints { get; set; } = 20;

    /// <summary>After what time a sampled call without a verdict is a sign that judging is stuck. Minutes, 10 to 1,440.</summary>
    [Range(10, 1440)]
    public int BehindMinutes { get; set; } = 60;
}
