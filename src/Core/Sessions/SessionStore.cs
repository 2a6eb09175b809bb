using System.Globalization;
using System.Runtime.CompilerServices;
using LlmMonitor.Core.Rollups;
using LlmMonitor.Core.Storage;

namespace LlmMonitor.Core.Sessions;

/// <summary>
/// Keeps sessions: table <c>sessions</c>, partition project. <c>s|session</c> is the truth with the ETag that counts; <c>t|time|session</c> is its summary in
/// the order of last events. Both rows of a change commit together.
/// </summary>
public sealed class SessionStore(ITables tables)
{
    public const string Table = "sessions";
    private const string Truth = "s|";
    private const string Timed = "t|";

    /// <summary>Enough for as many writers at one session as there ever are.</summary>
    private const int Tries = 20;

    public async Task<Session?> FindAsync(string projectId, string sessionId, CancellationToken cancellation = default) =>
        await tables.FindAsync(Table, projectId, TruthKey(sessionId), cancellation) is { } row ? JsonRow.Read<Session>(row) : null;

    /// <summary>Changes a session, which may be new; decided anew where another was faster.</summary>
    /// <param name="change">Pure; returns the session that it was given where there is nothing to change.</param>
    public async Task ChangeAsync(
        string projectId,
        string sessionId,
        Func<Session, Session> change,
        CancellationToken cancellation = default
    )
    {
        for (var left = Tries; ; left--)
        {
            var row = await tables.FindAsync(Table, projectId, TruthKey(sessionId), cancellation);
            var before = row is null ? new Session(sessionId) : JsonRow.Read<Session>(row);
            var next = change(before);
            if (ReferenceEquals(next, before))
                return;
            var truth = JsonRow.Of(projectId, TruthKey(sessionId), next, row?.ETag);
            List<RowChange> changes = [row is null ? RowChange.Insert(truth) : RowChange.Update(truth)];
            var (was, listed) = (SessionRules.Summary(before), SessionRules.Summary(next));
            if (listed is not null)
                changes.Add(RowChange.Put(JsonRow.Of(projectId, TimeKey(listed), listed)));
            if (was is not null && (listed is null || TimeKey(was) != TimeKey(listed)))
                changes.Add(RowChange.Delete(projectId, TimeKey(was)));
            try
            {
                await tables.CommitAsync(Table, changes, cancellation);
                return;
            }
            catch (RowConflictException) when (left > 1) { } // Somebody else changed it: decide anew.
        }
    }

    /// <summary>Sessions whose last event lies in a span, in the order of time.</summary>
    public async IAsyncEnumerable<SessionSummary> ReadAsync(
        string projectId,
        DateTimeOffset from,
        DateTimeOffset before,
        [EnumeratorCancellation] CancellationToken cancellation = default
    )
    {
        await foreach (
            var row in tables.ReadAsync(Table, RowRange.Keys(projectId, Timed + TicksOf(from), Timed + TicksOf(before)), cancellation)
        )
            yield return JsonRow.Read<SessionSummary>(row);
    }

    private static string TruthKey(string sessionId) => Truth + UserSpendRows.EscapeUser(sessionId);

    private static string TimeKey(SessionSummary session) =>
        $"{Timed}{TicksOf(session.LastAt)}|{UserSpendRows.EscapeUser(session.SessionId)}";

    private static string TicksOf(DateTimeOffset at) => at.UtcTicks.ToString("d19", CultureInfo.InvariantCulture);
}
