using System.Text.Json.Nodes;

namespace LlmMonitor.Core.Drift;

/// <summary>That a detector rang.</summary>
/// <param name="At">The time of the output at which it did.</param>
/// <param name="Rule">The rule of its alert: <c>output_drift</c>, <c>check_failures</c>, <c>prompt_mix</c>.</param>
/// <param name="Check">Which check failed; null for the other rules.</param>
/// <param name="IsOpen">Nobody has acknowledged it, and what it saw has not gone away.</param>
/// <param name="Since">From when on outputs are likely other ones.</param>
/// <param name="Observed">The detector's value, or for a check its failure rate since.</param>
/// <param name="Limit">The level, or the healthy rate.</param>
/// <param name="N">Outputs that were judged.</param>
public sealed record QualityAlarm(
    DateTimeOffset At,
    string Rule,
    string? Check,
    bool IsCritical,
    bool IsOpen,
    string Summary,
    DateTimeOffset? Since,
    double Observed,
    double Limit,
    long N,
    JsonObject Evidence
);
