using LlmMonitor.Core.Money;

namespace LlmMonitor.Core.Incidents;

/// <summary>A draft for people to finish. Numbers are of the time of writing.</summary>
/// <param name="Cause">In a sentence, as the runbook concluded.</param>
/// <param name="DetectionDelaySeconds">From the onset to the first alert; null where the onset is not known.</param>
/// <param name="MitigationDelaySeconds">From the first alert to the step that mitigated; null where none did.</param>
/// <param name="Affected">Null while it is being counted, or where nothing is known.</param>
public sealed record PostMortem(
    DateTimeOffset WrittenAt,
    string Summary,
    string Cause,
    DateTimeOffset? OnsetAt,
    DateTimeOffset DetectedAt,
    double? DetectionDelaySeconds,
    double? MitigationDelaySeconds,
    AffectedCount? Affected,
    string? AffectedUnknown,
    IReadOnlyList<string> FollowUps
)
{
    /// <summary>What whoever closed it wrote.</summary>
    public string? Note { get; init; }
}

/// <summary>What the affected list comes to.</summary>
/// <param name="Believed">Calls with a confidence of at least one half.</param>
/// <param name="Listed">All calls of the list.</param>
/// <param name="Expected">The sum of confidences: how many are affected on average.</param>
/// <param name="Looked">Calls that were looked at.</param>
/// <param name="CostUsd">Of the believed ones that have a price.</param>
/// <param name="Unpriced">Believed ones without a price.</param>
public sealed record AffectedCount(long Believed, long Listed, double Expected, long Looked, PicoUsd CostUsd, long Unpriced);
