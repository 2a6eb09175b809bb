using System.Globalization;
using System.Runtime.CompilerServices;
using LlmMonitor.Core.Rollups;
using LlmMonitor.Core.Storage;

namespace LlmMonitor.Core.Sessions;

/// <summary>
/// Keeps sessions: table <c>sessions</c>, partition project. <c>s|session</c> is the truth with the ETag that counts; <c>t|time|session</c> is its summary in
/// the order of last events; <c>c|time|session</c> stands for one of which only calls are known. Both rows of a change commit together.
/// </summary>
public sealed class SessionStore(ITables tables)
{
    public const string Table = "sessions";
    private const string Truth = "s|";
    private const string Timed = "t|";
    private const string OnlyCalls = "c|";

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
            List<RowChange> changes = [row is null ? RowChange.Insert(truth) : RowChange.Update(truth), .. Listing(projectId, next)];
            changes.AddRange(Unlisting(projectId, before, next));
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

    /// <summary>Gives a session another id; one that is there under it is replaced. Nothing happens where there is none.</summary>
    /// <returns>Whether there was one.</returns>
    internal async Task<bool> RenameAsync(string projectId, string sessionId, string name, CancellationToken cancellation)
    {
        for (var left = Tries; ; left--)
        {
            if (await tables.FindAsync(Table, projectId, TruthKey(sessionId), cancellation) is not { } row)
                return false;
            var (before, next) = (JsonRow.Read<Session>(row), JsonRow.Read<Session>(row) with { Id = name });
            List<RowChange> changes =
            [
                RowChange.Delete(projectId, row.Key, row.ETag),
                RowChange.Put(JsonRow.Of(projectId, TruthKey(name), next)),
                .. Listing(projectId, next),
                .. Unlisting(projectId, before, next),
            ];
            try
            {
                await tables.CommitAsync(Table, changes, cancellation);
                return true;
            }
            catch (RowConflictException) when (left > 1) { } // Something happened in it meanwhile: read it again.
        }
    }

    /// <summary>Deletes what was last heard of before a time.</summary>
    /// <param name="delete">Deletes a session's rows, and says whether to go on.</param>
    internal async Task ForgetAsync(
        string projectId,
        DateTimeOffset before,
        Func<IReadOnlyList<Row>, Task<bool>> delete,
        CancellationToken cancellation
    )
    {
        foreach (var list in new[] { Timed, OnlyCalls })
        {
            var range = RowRange.Keys(projectId, list, list + TicksOf(before)) with { Columns = [] };
            await foreach (var row in tables.ReadAsync(Table, range, cancellation))
            {
                var truth = Truth + row.Key[(row.Key.IndexOf('|', list.Length) + 1)..];
                if (!await delete([row, new Row(projectId, truth, Row.NoValues)]))
                    return;
            }
        }
    }

    private static IEnumerable<RowChange> Listing(string projectId, Session session) =>
        (SessionRules.Summary(session), ListKey(session)) switch
        {
            ({ } summary, { } key) => [RowChange.Put(JsonRow.Of(projectId, key, summary))],
            (null, { } key) => [RowChange.Put(new Row(projectId, key, Row.NoValues))],
            _ => [],
        };

    private static IEnumerable<RowChange> Unlisting(string projectId, Session before, Session next) =>
        ListKey(before) is { } old && old != ListKey(next) ? [RowChange.Delete(projectId, old)] : [];

    /// <summary>Where a session stands in the order of time; null where nothing is known of it.</summary>
    private static string? ListKey(Session session) =>
        SessionRules.Summary(session) is { } summary ? TimeKey(summary)
        : session.Calls.Count > 0
            ? $"{OnlyCalls}{TicksOf(session.Calls.Values.Max(call => call.At))}|{UserSpendRows.EscapeUser(session.Id)}"
        : null;

    private static string TruthKey(string sessionId) => Truth + UserSpendRows.EscapeUser(sessionId);

    private static string TimeKey(SessionSummary session) =>
        $"{Timed}{TicksOf(session.LastAt)}|{UserSpendRows.EscapeUser(session.SessionId)}";

    private static string TicksOf(DateTimeOffset at) => at.UtcTicks.ToString("d19", CultureInfo.InvariantCulture);
}
