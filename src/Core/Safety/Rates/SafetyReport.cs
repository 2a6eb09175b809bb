using LlmMonitor.Core.Safety.Sampling;

namespace LlmMonitor.Core.Safety.Rates;

/// <summary>How safe a span was, as far as the gate counted and the judge saw. Calls count in the hour in which they were received.</summary>
/// <param name="From">Of whole hours.</param>
/// <param name="Unknown">Why nothing is known of harm: no_judge, no_calls; null where something is.</param>
/// <param name="HarmRate">Of all calls, blocked ones included: what the app brings forth.</param>
/// <param name="ServedHarmRate">Of calls that were not blocked: what reached people.</param>
/// <param name="Categories">Served harm by category, of those that were found.</param>
/// <param name="Patterns">How often each pattern was right, as the judge sees it.</param>
/// <param name="Strata">What the sample was drawn from.</param>
public sealed record SafetyReport(
    DateTimeOffset From,
    DateTimeOffset To,
    string? Unknown,
    GateRates Gate,
    RateEstimate HarmRate,
    RateEstimate ServedHarmRate,
    IReadOnlyList<EndpointSafety> Endpoints,
    IReadOnlyList<CategorySafety> Categories,
    IReadOnlyList<PatternSafety> Patterns,
    IReadOnlyList<StratumSafety> Strata
);

/// <param name="BlockRate">Counted, not sampled; the interval is of the rate behind the counts.</param>
public sealed record GateRates(long NChecks, long NBlocked, long NFlagged, long NFailed, double? BlockRate, double? Low, double? High);

public sealed record EndpointSafety(string Endpoint, RateEstimate ServedHarmRate, GateRates Gate);

public sealed record CategorySafety(Hazard Category, RateEstimate ServedHarmRate);

/// <param name="NHits">Blocked or flagged requests of the span in which it was found.</param>
/// <param name="Precision">Of the judged ones, the share that the judge calls harmful, asked or answered.</param>
public sealed record PatternSafety(string Id, long NHits, RateEstimate Precision);

/// <param name="Weight">1/rate: how many calls a sampled one stands for; null where none is drawn.</param>
/// <param name="NGivenUp">No text any more, over budget, or the judge could not be read. They count as not judged, not as safe.</param>
public sealed record StratumSafety(
    GateOutcome Outcome,
    double Rate,
    double? Weight,
    long NCalls,
    long NSampled,
    long NJudged,
    long NHarmful,
    long NWaiting,
    long NGivenUp
);
