using System.ComponentModel.DataAnnotations;

namespace LlmMonitor.Core.Drift.Streams;

/// <summary>How streams are watched. One set for all streams of a project; the levels come from its false-alarm budget.</summary>
public sealed record StreamSettings
{
    /// <summary>Outputs that make the baseline where none was given. Fewer are judged as unknown. 500: half of it teaches the witness, half ranks it.</summary>
    [Range(100, 2000)]
    public int BaselineOutputs { get; init; } = 500;

    /// <summary>Outputs kept as reference, a sample by hash once there were more. 2,000 make a state of 110 to 180 KB on real answers; the null rate was measured with it.</summary>
    [Range(500, 4000)]
    public int ReferenceOutputs { get; init; } = 2000;

    /// <summary>The greatest healthy failure rate of a check that should never fail. A ratio.</summary>
    [Range(1e-6, 0.005)]
    public double NeverRate { get; init; } = 0.001;

    /// <summary>A warning from this value of the e-detector. In outputs: the mean time to a false warning is at least this many.</summary>
    [Range(10, 1e12)]
    public double WarningLevel { get; init; } = 10_000;

    /// <summary>A critical alarm from this value, which also freezes the reference. In outputs, as above.</summary>
    [Range(10, 1e12)]
    public double CriticalLevel { get; init; } = 1_000_000;
}
