using System.ComponentModel.DataAnnotations;

namespace LlmMonitor.Core.Canaries;

/// <summary>How canaries are run. Section <c>LlmMonitor:Canaries</c>.</summary>
public sealed class CanaryOptions
{
    public const string Section = "LlmMonitor:Canaries";

    /// <summary>
    /// How often each canary is asked in a run; most answers decide, and a canary that just fell is asked as often again before it rings. 1 to 15.
    /// 3: where one answer in a hundred is unlucky, a false flip comes about once in ten million runs.
    /// </summary>
    [Range(1, 15)]
    public int Repeats { get; set; } = 3;

    /// <summary>How many canaries of a project are asked at once. 1 to 32.</summary>
    [Range(1, 32)]
    public int Concurrency { get; set; } = 4;

    /// <summary>What a run of a project may cost. USD. Canaries beyond it are skipped, and the report says so; they take turns.</summary>
    [Range(0, 1_000)]
    public decimal UsdPerRun { get; set; } = 0.5m;

    /// <summary>After how many runs in a row without an answer it is said that a canary cannot run. 1 to 24.</summary>
    [Range(1, 24)]
    public int UnreachableRuns { get; set; } = 2;

    /// <summary>
    /// How improbable it must be that so few answers equal the last run's, before it is told as a change. 0.0001: with a run each hour, a false
    /// warning in a year.
    /// </summary>
    [Range(1e-9, 0.05)]
    public double AnswersAlpha { get; set; } = 1e-4;
}
