using System.ComponentModel.DataAnnotations;

namespace LlmMonitor.Core.Cost.Monitors;

/// <summary>When spend counts as a spike. Section <c>LlmMonitor:SpendSpike</c>.</summary>
public sealed class SpendSpikeOptions
{
    public const string Section = "LlmMonitor:SpendSpike";

    /// <summary>Warn from this many times the usual spend. Real traffic was seen at 3.1 times its mean over two minutes.</summary>
    [Range(2, 100)]
    public double WarningRatio { get; set; } = 4;

    /// <summary>Critical from this many times the usual spend.</summary>
    [Range(2, 1000)]
    public double CriticalRatio { get; set; } = 10;

    /// <summary>What is spent beyond the usual must reach this, or nobody is called for it. USD an hour: 24 a day.</summary>
    [Range(0, 1e6)]
    public double FloorUsdPerHour { get; set; } = 1;

    /// <summary>Fewer calls than this in a window are single costly calls, which the report lists, and no spike.</summary>
    [Range(1, 10_000)]
    public int MinimumCalls { get; set; } = 10;

    /// <summary>How many false alarms a project is to bear at most in 30 days of looks at each minute, over all its subjects.</summary>
    [Range(0.001, 100)]
    public double FalseAlarmsPer30Days { get; set; } = 1;

    /// <summary>How many users, features and models, each, are judged: those that spend most.</summary>
    [Range(0, 1000)]
    public int SubjectsPerKind { get; set; } = 20;
}
