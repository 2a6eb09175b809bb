using LlmMonitor.Core.Safety.Sampling;

namespace LlmMonitor.Core.Safety.Rates;

/// <summary>Calls that were drawn with one probability.</summary>
/// <param name="NCalls">All of them, drawn or not.</param>
/// <param name="NJudged">Those with a verdict.</param>
/// <param name="NHarmful">Of these, with the harm that is counted.</param>
public readonly record struct StratumCount(GateOutcome Outcome, double Rate, long NCalls, long NJudged, long NHarmful);
