namespace LlmMonitor.Core.Calls;

/// <summary>One thing that is wrong with a call as it was sent. The message completes the sentence "<c>field</c> …".</summary>
/// <param name="Field">The path of the field as the caller wrote it: <c>usage.cache_read_tokens</c>; empty for the call as a whole.</param>
public sealed record CallFault(string Field, string Message);

/// <summary>One call as it was read: either the call with its texts, or every fault that it has.</summary>
/// <param name="RequestId">Read where it could be, so that a receipt can name the call that it rejects.</param>
public sealed record CallReading(LlmCall? Call, CallTexts? Texts, string? RequestId, IReadOnlyList<CallFault> Faults)
{
    public static CallReading Unreadable(string message) => new(null, null, null, [new CallFault("", message)]);
}
