using LlmMonitor.Core.Calls;

namespace LlmMonitor.Core.Incidents.Analysis;

/// <summary>
/// One call of users, as far as it says something about an incident. Null means that it is not known. Whether a call is in the sample depends on the
/// hash of its id alone, with one share before the suspected time and one after.
/// </summary>
public sealed record ObservedCall
{
    public required string Id { get; init; }
    public required DateTimeOffset Time { get; init; }

    public string? Endpoint { get; init; }
    public string? Feature { get; init; }
    public string? Model { get; init; }
    public string? ResponseModel { get; init; }
    public string? SystemFingerprint { get; init; }
    public string? PromptVersion { get; init; }
    public string? Segment { get; init; }

    /// <summary>The user's pseudonym.</summary>
    public string? User { get; init; }

    /// <summary>Of the prompt: <c>en</c>.</summary>
    public string? Language { get; init; }

    /// <summary>A class of the prompt's length: <see cref="CallClasses.PromptLength"/>.</summary>
    public string? PromptLength { get; init; }

    /// <summary>How the prompt begins: <see cref="CallClasses.QueryType"/>.</summary>
    public string? QueryType { get; init; }

    /// <summary>Whether it failed by the symptom's measure; null where that is not known: an unrated call, a check that does not apply.</summary>
    public bool? Failed { get; init; }
    public bool Errored { get; init; }

    /// <summary>Of what kind the error was; null where there was none, or it is not known.</summary>
    public CallErrorType? Error { get; init; }

    /// <summary>Over the limit of latency; null where there is none, or the time is not known.</summary>
    public bool? Slow { get; init; }
    public double? TotalSeconds { get; init; }
    public double? CostUsd { get; init; }
    public long? InputTokens { get; init; }
    public long? OutputTokens { get; init; }

    /// <summary>The output's statistics: the values of Drift's <c>OutputShape</c>, NaN where unknown.</summary>
    public IReadOnlyList<float>? Output { get; init; }

    /// <summary>The prompt's statistics, likewise.</summary>
    public IReadOnlyList<float>? Prompt { get; init; }

    /// <summary>What was retrieved for it: ids of contexts; empty where nothing was found.</summary>
    public IReadOnlyList<string>? ContextIds { get; init; }

    /// <summary>
    /// Whether the output holds to its contexts: all checks of the types <c>*_grounded</c> and <c>citations_resolve</c> that applied passed.
    /// </summary>
    public bool? Grounded { get; init; }
}
