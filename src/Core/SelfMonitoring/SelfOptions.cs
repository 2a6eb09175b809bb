using System.ComponentModel.DataAnnotations;

namespace LlmMonitor.Core.SelfMonitoring;

/// <summary>When the monitor says that it is blind itself. Section <c>LlmMonitor:SelfMonitoring</c>.</summary>
public sealed class SelfOptions
{
    public const string Section = "LlmMonitor:SelfMonitoring";

    /// <summary>Warn where calls wait longer than this to be rolled up. Minutes. Usually it takes 15 seconds, and a minute after a lost message.</summary>
    [Range(2, 1440)]
    public int LagWarningMinutes { get; set; } = 5;

    /// <summary>Critical from this on: monitors look at the last minutes, and see nothing of them. Minutes.</summary>
    [Range(2, 10_080)]
    public int LagCriticalMinutes { get; set; } = 15;

    /// <summary>How long after its time a timer must have succeeded. Minutes. A run may take four, and a second replica begins anew after half a minute.</summary>
    [Range(5, 1440)]
    public int TimerGraceMinutes { get; set; } = 10;

    /// <summary>Prices that were last compared with their source longer ago than this are old. Days. Providers change some each quarter.</summary>
    [Range(7, 3650)]
    public int PriceDays { get; set; } = 90;
}
