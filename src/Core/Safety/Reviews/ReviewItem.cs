using LlmMonitor.Core.Safety.Gate.Patterns;

namespace LlmMonitor.Core.Safety.Reviews;

/// <summary>A call that people are to decide on. It holds no text of the call: whoever may see that reads it from the call, as far as it is kept.</summary>
/// <param name="RequestId">Of the call, and the item's own id: a call has one item.</param>
/// <param name="Severity">The worst of its reasons.</param>
/// <param name="DueAt">When it is to be closed; by severity.</param>
public sealed record ReviewItem(string RequestId, string? Endpoint, PatternSeverity Severity, DateTimeOffset OpenedAt, DateTimeOffset DueAt)
{
    /// <summary>Never <see cref="ReviewState.Assigned"/>, which depends on the time: see <see cref="StateAt"/>.</summary>
    public ReviewState State { get; init; } = ReviewState.New;

    public IReadOnlyList<ReviewReason> Reasons { get; init; } = [];

    /// <summary>In their order, one a person.</summary>
    public IReadOnlyList<ReviewDecision> Decisions { get; init; } = [];

    public ReviewLease? Lease { get; init; }

    /// <summary>Whoever passed it on; null where it escalated because decisions differ.</summary>
    public string? EscalatedBy { get; init; }

    /// <summary>What counts once it is closed.</summary>
    public ReviewVerdict? Verdict { get; init; }

    public DateTimeOffset? ClosedAt { get; init; }

    /// <summary>How many changes there were: the number of its last audit line.</summary>
    public int Version { get; init; }

    public ReviewState StateAt(DateTimeOffset now) =>
        State is ReviewState.New or ReviewState.Decided && LeaseAt(now) is not null ? ReviewState.Assigned : State;

    /// <summary>Null where nobody holds it, or no longer.</summary>
    public ReviewLease? LeaseAt(DateTimeOffset now) => Lease is { } lease && lease.Until > now ? lease : null;
}

/// <summary>Who looks at it until when. After that it is free again by itself.</summary>
public sealed record ReviewLease(string By, DateTimeOffset Until);

public enum ReviewState
{
    /// <summary>Nobody has decided it.</summary>
    New,

    /// <summary>Somebody looks at it now.</summary>
    Assigned,

    /// <summary>Decided once, and waits for a second person.</summary>
    Decided,

    /// <summary>Decisions differ, or somebody passed it on: a person who had no part in it so far decides.</summary>
    Escalated,

    Closed,
}
