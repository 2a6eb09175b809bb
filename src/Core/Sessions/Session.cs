using LlmMonitor.Core.Money;

namespace LlmMonitor.Core.Sessions;

/// <summary>All that is known of a session: its events and its calls, each once. What it comes to follows from these sets alone, whatever their order of arrival.</summary>
public sealed record Session(string Id)
{
    /// <summary>In the order of time and id.</summary>
    public IReadOnlyList<SessionEvent> Events { get; init; } = [];

    /// <summary>The calls with this session's id, by request id.</summary>
    public IReadOnlyDictionary<string, SessionCall> Calls { get; init; } = new Dictionary<string, SessionCall>(StringComparer.Ordinal);

    /// <summary>There were more calls than are kept: what it cost is not known.</summary>
    public bool HasMoreCalls { get; init; }
}

/// <param name="Cost">Null where the call has no known price.</param>
public sealed record SessionCall(DateTimeOffset At, PicoUsd? Cost, string Model, string? Feature, string? PromptVersion);
