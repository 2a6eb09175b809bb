using LlmMonitor.Core.Changes;

namespace LlmMonitor.Core.Incidents.Analysis;

/// <summary>All that the analyser is given. Whatever could not be gathered is left empty: the analyser says less, then, and not something else.</summary>
public sealed record IncidentEvidence(IncidentQuestion Question)
{
    /// <summary>The whole span, exact, of user calls.</summary>
    public IReadOnlyList<ObservedHour> Hours { get; init; } = [];

    /// <summary>A sample of user calls over the whole span: up to some 20,000 before the suspected time and as many after. In any order.</summary>
    public IReadOnlyList<ObservedCall> Calls { get; init; } = [];

    /// <summary>Of the whole span and of the 48 hours before it.</summary>
    public IReadOnlyList<Change> Changes { get; init; } = [];
    public IReadOnlyList<CanaryLook> Canaries { get; init; } = [];
    public IReadOnlyList<GoldenLook> Golden { get; init; } = [];

    /// <summary>Of the golden sets as they stand.</summary>
    public IReadOnlyList<GoldenQuestion> Questions { get; init; } = [];
}
