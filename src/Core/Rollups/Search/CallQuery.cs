using LlmMonitor.Core.Calls;

namespace LlmMonitor.Core.Rollups;

/// <summary>Which calls to list. Times are of the calls' timestamps; null matches any.</summary>
public sealed record CallQuery(DateTimeOffset From, DateTimeOffset To)
{
    public const int DefaultLimit = 50;
    public const int MaxLimit = 500;

    public string? Endpoint { get; init; }
    public string? Feature { get; init; }
    public string? UserId { get; init; }
    public string? Model { get; init; }

    /// <summary>Only calls that failed the output check of this name.</summary>
    public string? FailedCheck { get; init; }
    public CallOrder Order { get; init; }
    public int Limit { get; init; } = DefaultLimit;

    /// <summary>The last call of the page before; null for the first page.</summary>
    public (DateTimeOffset Timestamp, string RequestId)? After { get; init; }

    public bool Matches(LlmCall call) =>
        call.Timestamp >= From
        && call.Timestamp < To
        && (Endpoint is null || call.Endpoint == Endpoint)
        && (Feature is null || call.Feature == Feature)
        && (UserId is null || call.UserId == UserId)
        && (Model is null || call.Model == Model)
        && (FailedCheck is null || call.Checks.Any(check => check.Name == FailedCheck && check.Outcome == CheckOutcome.Fail));

    /// <summary>Does a rollup's cell hold calls that match? Values under <c>(other)</c> may.</summary>
    public bool Matches(RollupKey key) => Matches(Endpoint, key.Endpoint) && Matches(Feature, key.Feature) && Matches(Model, key.Model);

    private static bool Matches(string? wanted, string value) => wanted is null || value == wanted || value == RollupKey.Other;
}

public enum CallOrder
{
    /// <summary>Latest first.</summary>
    Time,

    /// <summary>Most expensive first.</summary>
    Cost,

    /// <summary>Slowest first.</summary>
    TotalSeconds,
}

/// <param name="Next">The last call of this page where there are more.</param>
/// <param name="Complete">False where more calls may match: the search gave up after <see cref="CallSearch.MostExamined"/> calls, or the top lists, which
/// know a few of each combination of dimensions, ended.</param>
public sealed record CallPage(IReadOnlyList<LlmCall> Calls, LlmCall? Next, bool Complete = true);
