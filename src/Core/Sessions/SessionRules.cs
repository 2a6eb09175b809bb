using LlmMonitor.Core.Money;

namespace LlmMonitor.Core.Sessions;

/// <summary>What a session's sets of events and calls come to.</summary>
public static class SessionRules
{
    /// <summary>Bounds what one session may take of the store.</summary>
    public const int MostEvents = 500;
    public const int MostCalls = 500;

    /// <summary>
    /// Adds events; one that is there already changes nothing. Of two under one id with different content the earlier one stays, whichever came first.
    /// </summary>
    /// <returns>The session, the same where nothing is new; and how many were new, null where they would be more than <see cref="MostEvents"/>.</returns>
    public static (Session Session, int? New) Add(Session session, IEnumerable<SessionEvent> events)
    {
        ArgumentNullException.ThrowIfNull(session);
        var all = session.Events.ToDictionary(one => one.Id, StringComparer.Ordinal);
        var (isNew, isChanged) = (0, false);
        foreach (var one in events)
            if (!all.TryGetValue(one.Id, out var there))
            {
                all.Add(one.Id, one);
                isNew++;
            }
            else if (Compare(one, there) < 0)
            {
                all[one.Id] = one;
                isChanged = true;
            }
        return all.Count > MostEvents ? (session, null)
            : isNew == 0 && !isChanged ? (session, 0)
            : (session with { Events = [.. all.Values.Order(Comparer<SessionEvent>.Create(Compare))] }, isNew);
    }

    public static Session Add(Session session, IReadOnlyDictionary<string, SessionCall> calls)
    {
        ArgumentNullException.ThrowIfNull(session);
        var all = session.Calls.ToDictionary(StringComparer.Ordinal);
        var hasMore = session.HasMoreCalls;
        if (calls.All(call => all.TryGetValue(call.Key, out var there) && there == call.Value))
            return session;
        foreach (var (id, call) in calls)
            if (all.ContainsKey(id) || all.Count < MostCalls)
                all[id] = call;
            else
                hasMore = true;
        return session with { Calls = all, HasMoreCalls = hasMore };
    }

    /// <returns>Null while there is no event: calls alone make no session.</returns>
    public static SessionSummary? Summary(Session session)
    {
        ArgumentNullException.ThrowIfNull(session);
        if (session.Events is not [var first, ..] || session.Events[^1] is not { } last)
            return null;
        var asked = Last(SessionEventType.Start, SessionEventType.FollowUp);
        var abandoned = Last(SessionEventType.Abandon);
        var followUps = session.Events.Where(one => one.Type == SessionEventType.FollowUp).ToList();
        var call = session.Calls.OrderBy(one => one.Value.At).ThenBy(one => one.Key, StringComparer.Ordinal).FirstOrDefault().Value;
        return new(
            session.Id,
            first.At,
            last.At,
            Last(SessionEventType.TaskComplete),
            abandoned >= (asked ?? DateTimeOffset.MinValue) ? abandoned : null,
            1 + followUps.Count,
            followUps.Count(one => one.Rephrasing),
            session.Calls.Count,
            session.Calls.Values.Count(one => one.Cost is null) + (session.HasMoreCalls ? 1 : 0),
            session.Calls.Values.Aggregate(PicoUsd.Zero, (sum, one) => sum + (one.Cost ?? PicoUsd.Zero)),
            First(one => one.Feature) ?? call?.Feature,
            First(one => one.Model) ?? call?.Model,
            First(one => one.PromptVersion) ?? call?.PromptVersion
        );

        DateTimeOffset? Last(params SessionEventType[] types) => session.Events.LastOrDefault(one => types.Contains(one.Type))?.At;
        string? First(Func<SessionEvent, string?> part) => session.Events.Select(part).FirstOrDefault(name => name is not null);
    }

    /// <summary>By all that an event holds, so that the outcome of a meeting does not hang on who came first.</summary>
    private static int Compare(SessionEvent left, SessionEvent right)
    {
        var order = left.At.CompareTo(right.At);
        order = order != 0 ? order : left.Type.CompareTo(right.Type);
        order = order != 0 ? order : string.CompareOrdinal(left.Id, right.Id);
        order = order != 0 ? order : string.CompareOrdinal(left.Feature, right.Feature);
        order = order != 0 ? order : string.CompareOrdinal(left.Model, right.Model);
        order = order != 0 ? order : string.CompareOrdinal(left.PromptVersion, right.PromptVersion);
        return order != 0 ? order : left.Rephrasing.CompareTo(right.Rephrasing);
    }
}
