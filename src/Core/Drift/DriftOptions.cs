using System.ComponentModel.DataAnnotations;

namespace LlmMonitor.Core.Drift;

/// <summary>How outputs are watched for a change of behaviour. Section <c>LlmMonitor:Drift</c>.</summary>
public sealed class DriftOptions
{
    public const string Section = "LlmMonitor:Drift";

    /// <summary>Outputs that make a stream's baseline where none was set. With fewer nothing is said of its outputs.</summary>
    [Range(100, 2000)]
    public int BaselineOutputs { get; set; } = 500;

    /// <summary>Outputs of a stream that are fed a day; of a busier one a sample by hash. More feed finds a change sooner by the clock, not by the output.</summary>
    [Range(50, 20_000)]
    public int FeedPerDay { get; set; } = 1_000;

    /// <summary>How long after its time an output is fed, so that others may come before it. Seconds; later ones are counted, not fed.</summary>
    [Range(0, 3600)]
    public int WatermarkSeconds { get; set; } = 30;

    /// <summary>The chance of any false critical alarm of a project in <see cref="CriticalDays"/>, over all that watches its outputs.</summary>
    [Range(0.0001, 1.0)]
    public double CriticalChance { get; set; } = 0.05;

    /// <summary>Days.</summary>
    [Range(1, 3650)]
    public double CriticalDays { get; set; } = 90;

    /// <summary>Days in which at most one false warning of a project is expected.</summary>
    [Range(0.1, 3650)]
    public double WarningDays { get; set; } = 7;

    /// <summary>A prompt version or model name that changes with every call must not fill the store: streams beyond these are not watched, and said so.</summary>
    [Range(1, 2000)]
    public int MostStreams { get; set; } = 200;
}
