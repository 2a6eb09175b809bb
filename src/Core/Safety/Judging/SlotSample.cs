using LlmMonitor.Core.Safety.Sampling;

namespace LlmMonitor.Core.Safety.Judging;

/// <summary>
/// What one shard of a slot held and which of its calls were drawn, written once: a later run, under other rates, judges the same calls by the same weights.
/// </summary>
/// <param name="Parts">All calls that could have been drawn, counted.</param>
public sealed record SlotSample(IReadOnlyList<SamplePart> Parts, IReadOnlyList<SampledCall> Calls);

/// <param name="Rate">The share of these calls that is drawn, each by the hash of its id.</param>
/// <param name="NCalls">Calls as they lie in the slot; one sent twice may count twice here, but is never judged twice.</param>
public sealed record SamplePart(string Endpoint, GateOutcome Outcome, double Rate, long NCalls);

/// <param name="Rate">Its inverse is the call's weight: how many calls it stands for.</param>
/// <param name="Patterns">Ids of what the gate found in it, blocked or flagged.</param>
public sealed record SampledCall(
    string RequestId,
    DateTimeOffset Timestamp,
    string Endpoint,
    string? PromptVersion,
    GateOutcome Outcome,
    double Rate,
    IReadOnlyList<string> Patterns
);
