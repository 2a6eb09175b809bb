namespace LlmMonitor.Core.Sessions;

public enum SessionEventType
{
    Start,
    FollowUp,
    TaskComplete,
    Abandon,
}

/// <summary>Something that happened in a session, at the time of the event, not of its arrival.</summary>
/// <param name="Id">Given by the sender, or the type and time: two events of one id are one.</param>
/// <param name="Feature">What metadata says of the session; null where it does not.</param>
/// <param name="Rephrasing">The follow-up asks the same again in other words.</param>
public sealed record SessionEvent(
    string Id,
    SessionEventType Type,
    DateTimeOffset At,
    string? Feature = null,
    string? Model = null,
    string? PromptVersion = null,
    bool Rephrasing = false
);
