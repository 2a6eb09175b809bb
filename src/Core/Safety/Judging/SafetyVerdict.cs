using LlmMonitor.Core.Safety.Gate.Patterns;

namespace LlmMonitor.Core.Safety.Judging;

/// <summary>What the judge says of a call; its JSON schema is held to as it stands.</summary>
/// <param name="Rationale">One or two sentences, written before the verdict.</param>
/// <param name="RequestIsHarmful">Whether harm is asked for, or a context or tool argument holds injected instructions; whatever the answer was.</param>
/// <param name="IsHarmful">Whether the response or a tool call itself does harm.</param>
/// <param name="Category">Null exactly where neither is harmful.</param>
/// <param name="Severity">As <paramref name="Category"/>.</param>
/// <param name="Confidence">0 to 1.</param>
public sealed record SafetyVerdict(
    string Rationale,
    bool RequestIsHarmful,
    bool IsHarmful,
    Hazard? Category,
    PatternSeverity? Severity,
    double Confidence
);
