using System.ComponentModel.DataAnnotations;

namespace LlmMonitor.Core.GoldenSets;

/// <summary>How golden sets are run and compared. Section <c>LlmMonitor:GoldenSets</c>.</summary>
public sealed class GoldenOptions
{
    public const string Section = "LlmMonitor:GoldenSets";

    /// <summary>How many examples are asked at once. 1 to 32.</summary>
    [Range(1, 32)]
    public int Concurrency { get; set; } = 4;

    /// <summary>What a run of a set may cost, judging included. USD. Examples beyond it are skipped, always the same, and the run says so.</summary>
    [Range(0, 10_000)]
    public decimal UsdPerRun { get; set; } = 5;

    /// <summary>
    /// How improbable a drop must be by chance before it warns, over all comparisons of a run together. 0.01: with a run a day, a false warning in
    /// a hundred days.
    /// </summary>
    [Range(1e-9, 0.2)]
    public double WarningAlpha { get; set; } = 0.01;

    /// <summary>The same for a critical alarm. 0.0005: with a run a day, fewer than one false in twenty for 90 days.</summary>
    [Range(1e-9, 0.2)]
    public double CriticalAlpha { get; set; } = 0.0005;

    /// <summary>Fewer examples in common with the run before are not compared. 5 to 1000.</summary>
    [Range(5, 1000)]
    public int FewestPairs { get; set; } = 10;
}
