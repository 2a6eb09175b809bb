namespace LlmMonitor.Core.Monitors;

/// <summary>Thresholds for one endpoint from what was normal for it, with the reasons.</summary>
/// <param name="Thresholds">As they would stand once accepted: limits without a proposal stay as they are now.</param>
public sealed record ThresholdProposal(string Endpoint, EndpointThresholds Thresholds, IReadOnlyList<ProposedLimit> Limits);

/// <param name="Field">The threshold's name in JSON.</param>
/// <param name="Now">The limit that holds now; null is none.</param>
/// <param name="Proposed">Null where too little is known, and the limit stays as it is.</param>
/// <param name="Hours">From how many hours that had enough samples.</param>
/// <param name="Samples">How many samples these hours had.</param>
/// <param name="Why">One sentence.</param>
public sealed record ProposedLimit(string Field, double? Now, double? Proposed, int Hours, long Samples, string Why);
