using LlmMonitor.Core.Calls;

namespace LlmMonitor.Core.Sessions;

/// <summary>Takes session events in. What it answered is kept; the same event again changes nothing.</summary>
public sealed class SessionDesk(SessionStore store)
{
    private const int AtOnce = 16;

    public async Task<SessionReceipt> TakeAsync(
        string projectId,
        IReadOnlyList<SessionEventReading> readings,
        CancellationToken cancellation
    )
    {
        var rejected = readings
            .Index()
            .Where(one => one.Item.Event is null)
            .Select(one => new RejectedEvent(one.Index, one.Item.SessionId, one.Item.Faults))
            .ToList();
        var (accepted, gate) = (0, new Lock());
        await Parallel.ForEachAsync(
            readings.Index().Where(one => one.Item.Event is not null).GroupBy(one => one.Item.SessionId!, StringComparer.Ordinal),
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellation },
            async (session, token) =>
            {
                int? added = 0;
                await store.ChangeAsync(
                    projectId,
                    session.Key,
                    before =>
                    {
                        (var next, added) = SessionRules.Add(before, session.Select(one => one.Item.Event!));
                        return next;
                    },
                    token
                );
                lock (gate)
                    if (added is { } isNew)
                        accepted += isNew;
                    else
                        rejected.AddRange(session.Select(one => new RejectedEvent(one.Index, session.Key, [TooMany])));
            }
        );
        return new(accepted, readings.Count - rejected.Count - accepted, [.. rejected.OrderBy(one => one.Index)]);
    }

    private static CallFault TooMany =>
        new("session_id", $"names a session that would have more than {SessionRules.MostEvents} events; begin a new one");
}

/// <summary>What became of the events of one request. What was accepted is durable.</summary>
/// <param name="Duplicates">Known already; they change nothing.</param>
public sealed record SessionReceipt(int Accepted, int Duplicates, IReadOnlyList<RejectedEvent> Rejected);

/// <param name="Index">Its place in the request, from 0.</param>
public sealed record RejectedEvent(int Index, string? SessionId, IReadOnlyList<CallFault> Errors);
