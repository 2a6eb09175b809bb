using System.Text.Json.Nodes;

namespace LlmMonitor.Core.Monitors;

/// <summary>
/// What a monitor judged of one subject, with the numbers that it judged by. Alert, incident and report print this; none computes it again.
/// </summary>
/// <param name="Rule">The monitor or alert rule: <c>ttft_p95</c>.</param>
/// <param name="Subject">What it is about: <c>endpoint:chat</c>, <c>user:u42</c>, <c>project</c>.</param>
/// <param name="Summary">One sentence that says what was seen, against which limit, from how many samples.</param>
/// <param name="Observed">The figure that was judged, in <paramref name="Unit"/>; null where it is not known.</param>
/// <param name="Limit">What it was judged against.</param>
/// <param name="Unit">seconds, ratio, usd, calls, tokens_per_second.</param>
/// <param name="N">From how many samples.</param>
/// <param name="From">Start of the window that was judged.</param>
/// <param name="To">Its end.</param>
public sealed record Verdict(
    string Rule,
    string Subject,
    VerdictState State,
    string Summary,
    double? Observed,
    double? Limit,
    string Unit,
    long N,
    DateTimeOffset From,
    DateTimeOffset To
)
{
    /// <summary>How sure: an interval of <see cref="Observed"/> at 95 %; null where none applies.</summary>
    public (double Low, double High)? Interval { get; init; }

    /// <summary>Why the state is unknown: too_few, no_baseline, no_threshold, failed.</summary>
    public string? UnknownReason { get; init; }

    /// <summary>What a person would look up first, already looked up. Names are snake_case.</summary>
    public JsonObject? Evidence { get; init; }

    /// <summary>The project is still learning what is normal: its limits are first guesses, and an alert says so.</summary>
    public bool Tentative { get; init; }

    /// <summary>Counted, not estimated: the first such verdict is true, and there is nothing to learn.</summary>
    public bool IsExact { get; init; }

    /// <summary>The monitor keeps to a stated rate of false alarms with every single look: a warning needs no second one.</summary>
    public bool IsSure { get; init; }

    /// <summary>Start of the fixed window that is judged, such as a budget's day: each such window has an alert of its own. Null where it slides.</summary>
    public DateTimeOffset? Period { get; init; }

    /// <summary>Which of several steps of a limit was reached, as a share of it: a higher one is told again. Null where there is one step.</summary>
    public decimal? Level { get; init; }

    /// <summary>What alerts of one cause have in common, such as <c>endpoint:chat</c>; simultaneous ones become one message.</summary>
    public string? Cause { get; init; }
}

public enum VerdictState
{
    Ok,
    Warning,
    Critical,

    /// <summary>Not enough is known to judge. Neither healthy nor ill: an alert that fires goes on, and none begins.</summary>
    Unknown,
}
