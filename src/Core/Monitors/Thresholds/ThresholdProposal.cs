namespace LlmMonitor.Core.Monitors;

/// <summary>Thresholds for one endpoint from what was normal for it, with the reasons.</summary>
/// <param name="Thresholds">As they would stand once accepted: limits without a proposal stay as they are now.</param>
/// <param name="JudgeRate">The share of its calls that the safety judge should see.</param>
public sealed record ThresholdProposal(
    string Endpoint,
    EndpointThresholds Thresholds,
    IReadOnlyList<ProposedLimit> Limits,
    ProposedRate JudgeRate
)
{
    /// <summary>Something is known well enough to be accepted.</summary>
    public bool IsAny => JudgeRate.Proposed is not null || Limits.Any(limit => limit.Proposed is not null);
}

/// <param name="Now">The project's own rate; null where the app's setting holds.</param>
/// <param name="Proposed">Null where too little is known.</param>
/// <param name="CallsPerDay">Of users, over the days that were looked at.</param>
/// <param name="Why">One sentence.</param>
public sealed record ProposedRate(double? Now, double? Proposed, double CallsPerDay, string Why);

/// <param name="Field">The threshold's name in JSON.</param>
/// <param name="Now">The limit that holds now; null is none.</param>
/// <param name="Proposed">Null where too little is known, and the limit stays as it is.</param>
/// <param name="Hours">From how many hours that had enough samples.</param>
/// <param name="Samples">How many samples these hours had.</param>
/// <param name="Why">One sentence.</param>
public sealed record ProposedLimit(string Field, double? Now, double? Proposed, int Hours, long Samples, string Why);
