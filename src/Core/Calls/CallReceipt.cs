namespace LlmMonitor.Core.Calls;

/// <summary>What became of the calls of one request. Accepted ones are durable.</summary>
/// <param name="Duplicates">Calls whose id was known already when they came; they change nothing.</param>
public sealed record CallReceipt(int Accepted, int Duplicates, IReadOnlyList<RejectedCall> Rejected);

/// <param name="Index">Its place in the request, from 0.</param>
public sealed record RejectedCall(int Index, string? RequestId, IReadOnlyList<CallFault> Errors);
