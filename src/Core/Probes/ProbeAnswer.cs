using LlmMonitor.Core.Calls;

namespace LlmMonitor.Core.Probes;

/// <summary>What came back from a target: an answer, or why there is none.</summary>
/// <param name="Text">Null exactly where <paramref name="Error"/> says why.</param>
/// <param name="Seconds">How long it took.</param>
public sealed record ProbeAnswer(string? Text, CallError? Error, double Seconds)
{
    /// <summary>The passages that the app's endpoint retrieved; null where it does not tell.</summary>
    public IReadOnlyList<CallContext>? Contexts { get; init; }

    /// <summary>The model that the provider says answered.</summary>
    public string? ResponseModel { get; init; }
    public string? SystemFingerprint { get; init; }
    public TokenUsage Usage { get; init; } = TokenUsage.Unknown;
    public string? FinishReason { get; init; }

    /// <summary>Whether another try may help: an outage, a limit of rate, a timeout; not a wrong key or path.</summary>
    public bool IsRetryable =>
        Error is { Type: CallErrorType.Timeout or CallErrorType.RateLimit or CallErrorType.Server or CallErrorType.Other };

    public static ProbeAnswer Failed(CallErrorType type, int? status, string message, double seconds) =>
        new(
            null,
            new CallError(
                type,
                status,
                message.Length <= CallLimits.ErrorMessageCharacters ? message : message[..CallLimits.ErrorMessageCharacters]
            ),
            seconds
        );
}
