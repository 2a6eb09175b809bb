using LlmMonitor.Core.Incidents.Analysis;

namespace LlmMonitor.Core.Tests.Incidents.Made;

public enum MadeKind
{
    ModelSwap,
    PromptChange,
    StaleIndex,
    TrafficShift,
    TwoChanges,
    OneSegment,
    Gradual,
    Nothing,

    /// <summary>From here on errors, time and money (<see cref="MadeLoad"/>): a model answers more slowly.</summary>
    SlowProvider,
    ProviderFaults,

    /// <summary>The provider refuses by rate what it took before.</summary>
    QuotaCut,

    /// <summary>Many times the calls, and the provider refuses by rate.</summary>
    RequestStorm,
    RunawayUser,
    RunawayFeature,

    /// <summary>A new prompt version puts more into each prompt.</summary>
    LongerPrompt,

    /// <summary>A new prompt version gets longer answers.</summary>
    WordyPrompt,
    NothingOfLoad,
}

/// <summary>An incident that was made up, and what is true of it.</summary>
/// <param name="Truth">What is at fault; unknown where nothing happened.</param>
/// <param name="At">When it began; null where nothing did.</param>
/// <param name="Affected">Ids of the calls that failed and were served by what is at fault, in the segment that it harms.</param>
/// <param name="EarlyHarm">Calls that failed because of it in its first two hours: how much there was to see the onset by.</param>
/// <param name="HasTrace">Anything but the failures themselves shows the cause: a version, a canary, a golden run since, a list of contexts, somebody's word.</param>
public sealed record MadeIncident(
    MadeKind Kind,
    int Seed,
    IncidentEvidence Evidence,
    CauseKind Truth,
    DateTimeOffset? At,
    IReadOnlySet<string> Affected,
    int EarlyHarm,
    bool HasTrace
);

/// <summary>What goes wrong, before any call is made.</summary>
internal sealed record Plot
{
    public required MadeKind Kind { get; init; }
    public required CauseKind Truth { get; init; }
    public required Symptom Symptom { get; init; }
    public required DateTimeOffset At { get; init; }
    public DateTimeOffset AlertedAt { get; init; }

    /// <summary>How many harmed calls it takes until the alert rings.</summary>
    public required int AlertsAfter { get; init; }

    /// <summary>Of a call that is touched: the chance to be harmed.</summary>
    public required double Harm { get; init; }

    /// <summary>Where it happens.</summary>
    public required string Endpoint { get; init; }

    /// <summary>The alert is of the endpoint, and only its calls are gathered.</summary>
    public bool IsBound { get; init; }

    /// <summary>The only segment that is harmed; null for all.</summary>
    public string? Segment { get; init; }

    /// <summary>Over how many hours it grows; 0 at once.</summary>
    public double GrowsHours { get; init; }

    /// <summary>The segment that grows, to which share of the traffic.</summary>
    public (string Segment, double Share)? Surge { get; init; }

    /// <summary>A version that shows itself in calls.</summary>
    public bool IsSeen { get; init; }

    /// <summary>The share of calls that get the new version.</summary>
    public double Rollout { get; init; } = 1;
}
