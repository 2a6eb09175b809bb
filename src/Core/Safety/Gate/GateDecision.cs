namespace LlmMonitor.Core.Safety.Gate;

/// <summary>A blocked or flagged check, as it is kept: no text, but what rates and reviews are made of.</summary>
/// <param name="Reason">As in <see cref="GateAnswer"/>.</param>
public sealed record GateDecision(
    string RequestId,
    DateTimeOffset At,
    string? Endpoint,
    string? UserId,
    string Reason,
    IReadOnlyList<GatePattern> Patterns,
    string PatternSetVersion
);
