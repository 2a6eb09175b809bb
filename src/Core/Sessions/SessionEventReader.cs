using System.Text.Json;
using LlmMonitor.Core.Calls;

namespace LlmMonitor.Core.Sessions;

/// <summary>Reads one session event from JSON and names every fault that it has.</summary>
public static class SessionEventReader
{
    private static readonly EnumWords<SessionEventType> Types = new();

    /// <param name="received">The event's time where it names none.</param>
    /// <param name="retention">How far back an event's time may lie.</param>
    public static SessionEventReading Read(JsonElement json, DateTimeOffset received, TimeSpan retention)
    {
        if (json.ValueKind != JsonValueKind.Object)
            return SessionEventReading.Unreadable("must be a JSON object");
        try
        {
            return ReadObject(json, received, retention);
        }
        catch (InvalidOperationException)
        {
            return SessionEventReading.Unreadable("holds a name that is no valid Unicode text (half of a surrogate pair)");
        }
    }

    private static SessionEventReading ReadObject(JsonElement json, DateTimeOffset received, TimeSpan retention)
    {
        var faults = new List<CallFault>();
        var fields = new FieldReader(json, "", faults);
        var session = fields.Name("session_id", CallLimits.IdCharacters);
        if (session is null && faults.Count == 0)
            fields.Fault("session_id", "is required");
        var type = fields.OneOf("event_type", Types, isRequired: true);
        var at = fields.Time("timestamp") ?? received;
        if (at > received + CallLimits.ClockAhead)
            fields.Fault("timestamp", $"must be at most {CallLimits.ClockAhead.TotalMinutes} minutes ahead");
        else if (at < received - retention)
            fields.Fault("timestamp", $"must be at most {retention.TotalDays} days old, as long as this project keeps calls");
        var id = fields.Id("event_id") ?? $"{type}|{at.UtcTicks}";
        var happened = new SessionEvent(id, type ?? default, at);
        if (fields.Get("metadata", JsonValueKind.Object) is { } metadata)
            happened = WithMetadata(happened, new FieldReader(metadata, "metadata.", faults));
        return faults.Count > 0 ? new(session, null, faults) : new(session, happened, []);
    }

    /// <summary>Only what is counted is kept of it.</summary>
    private static SessionEvent WithMetadata(SessionEvent happened, FieldReader metadata) =>
        happened with
        {
            Feature = metadata.Name("feature", CallLimits.IdCharacters),
            Model = metadata.Name("model", CallLimits.NameCharacters),
            PromptVersion = metadata.Name("prompt_version", CallLimits.IdCharacters),
            Rephrasing =
                metadata.Get("rephrasing", JsonValueKind.True, JsonValueKind.False)?.GetBoolean() == true
                && happened.Type == SessionEventType.FollowUp,
        };
}

/// <summary>What was read: an event, or every fault that it has.</summary>
public sealed record SessionEventReading(string? SessionId, SessionEvent? Event, IReadOnlyList<CallFault> Faults)
{
    public static SessionEventReading Unreadable(string message) => new(null, null, [new CallFault("", message)]);
}
