namespace LlmMonitor.Core.Incidents.Analysis;

/// <summary>A step that is proposed.</summary>
/// <param name="Sentence">What to do, with names and versions.</param>
/// <param name="Endpoint">Where; null for the whole project.</param>
/// <param name="Version">What to go back to, where that is known.</param>
public sealed record Mitigation(MitigationKind Kind, string Sentence, string? Endpoint, string? Version);

public enum MitigationKind
{
    PinModel,
    RevertPrompt,

    /// <summary>Find the documents that are missing or old, restore the index.</summary>
    RestoreRetrieval,

    /// <summary>Teach the new kind of question: examples, golden set, routing.</summary>
    ServeNewTraffic,
    RevertChange,

    /// <summary>Safe to do without asking: what is affected waits for a person.</summary>
    RouteToReview,

    /// <summary>Safe to do without asking: more calls are looked at.</summary>
    RaiseSampling,
    LookAtSamples,
}
