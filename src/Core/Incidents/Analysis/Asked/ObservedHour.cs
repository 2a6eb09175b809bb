namespace LlmMonitor.Core.Incidents.Analysis;

/// <summary>One combination of dimensions in one hour, counted exactly from the rollups. What a call does not have stands as <c>(none)</c>.</summary>
/// <param name="Start">The whole hour.</param>
/// <param name="Judged">Calls for which it is known whether they failed; 0 where rollups do not know the symptom (drift, feedback).</param>
/// <param name="Failed">Of these, by the symptom's measure.</param>
/// <param name="Slow">Calls over the limit of latency; 0 where there is none.</param>
public sealed record ObservedHour(
    DateTimeOffset Start,
    string Endpoint,
    string Feature,
    string Model,
    string PromptVersion,
    long Calls,
    long Judged,
    long Failed,
    long Errors,
    long Slow
);
