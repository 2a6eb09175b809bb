namespace LlmMonitor.Core.Changes;

/// <summary>Something that was made different at a known time, and may explain what follows.</summary>
/// <param name="Endpoint">Where; null is everywhere, or not known.</param>
/// <param name="Description">A sentence for people.</param>
/// <param name="At">From when on it holds; of what the system saw by itself the time of the first call that showed it.</param>
/// <param name="Version">What holds from then on; null where it has no name.</param>
public sealed record Change(string Id, ChangeKind Kind, string? Endpoint, string Description, DateTimeOffset At, string? Version)
{
    /// <summary>Of what the system saw by itself: only in calls of this feature.</summary>
    public string? Feature { get; init; }

    /// <summary>Of what the system saw by itself: only in calls that asked for this model.</summary>
    public string? Model { get; init; }

    /// <summary>What held before, where that is known.</summary>
    public string? Before { get; init; }

    public ChangeSource Source { get; init; }
}

public enum ChangeKind
{
    Model,
    Prompt,
    Retrieval,
    Data,
    Code,
    Config,
    ProviderNotice,

    /// <summary>Another price of a model that is used.</summary>
    Price,

    /// <summary>What outputs are held to here: output checks, thresholds, safety patterns.</summary>
    Rules,
}

public enum ChangeSource
{
    /// <summary>Somebody told of it.</summary>
    Reported,

    /// <summary>The system saw it by itself.</summary>
    Seen,
}
