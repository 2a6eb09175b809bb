namespace LlmMonitor.Core.Incidents.Analysis;

/// <summary>Something that is known to have changed.</summary>
/// <param name="At">When it took effect; for what the system saw by itself, when it saw it first.</param>
/// <param name="Description">One line for a person.</param>
public sealed record KnownChange(KnownChangeKind Kind, DateTimeOffset At, string Description)
{
    /// <summary>Where the change has an id, so that it can be found again.</summary>
    public string? Id { get; init; }

    /// <summary>The endpoint that it touches; null where that is not known or all are touched.</summary>
    public string? Endpoint { get; init; }
    public string? Feature { get; init; }

    /// <summary>The new version: of the prompt, model, index.</summary>
    public string? Version { get; init; }

    /// <summary>The version before it, to go back to.</summary>
    public string? Before { get; init; }

    /// <summary>Seen in calls, not told by people.</summary>
    public bool SeenBySystem { get; init; }
}

public enum KnownChangeKind
{
    /// <summary>Another model, response model or system fingerprint answers.</summary>
    Model,
    Prompt,
    Retrieval,
    Data,
    Code,
    Config,
    ProviderNotice,
    Price,

    /// <summary>Another version of patterns, checks or thresholds: the measure changed, not what is measured.</summary>
    Rules,
}
