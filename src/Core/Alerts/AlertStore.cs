using LlmMonitor.Core.Rollups;
using LlmMonitor.Core.Storage;

namespace LlmMonitor.Core.Alerts;

/// <summary>
/// The alerts of a project with their history: table <c>alerts</c>, partition project; keys <c>alert|rule|subject</c> for how each stands,
/// <c>history|time|standing|id</c> for what happened. A change, its line of history and its notice (<see cref="NoticeStore"/>) commit together.
/// </summary>
public sealed class AlertStore(ITables tables)
{
    public const string Table = "alerts";
    private const string Alerts = "alert|";
    internal const string History = "history|";

    /// <summary>Every alert that is kept, pending and resolved ones too, by rule and subject.</summary>
    public async Task<IReadOnlyDictionary<(string Rule, string Subject), KeptAlert>> ReadAsync(
        string projectId,
        CancellationToken cancellation = default
    )
    {
        var alerts = new Dictionary<(string, string), KeptAlert>();
        await foreach (var row in tables.ReadAsync(Table, RowRange.WithPrefix(projectId, Alerts), cancellation))
        {
            var state = JsonRow.Read<AlertState>(row);
            alerts[(state.Rule, state.Subject)] = new(state, row.ETag);
        }
        return alerts;
    }

    /// <summary>Writes all of it or nothing.</summary>
    /// <exception cref="RowConflictException">Another instance was faster; read again and decide anew.</exception>
    public async Task SaveAsync(
        string projectId,
        DateTimeOffset now,
        IReadOnlyList<AlertChange> changes,
        IReadOnlyList<RowChange> besides,
        CancellationToken cancellation = default
    )
    {
        var rows = new List<RowChange>(besides);
        foreach (var change in changes)
        {
            rows.Add(RowOf(projectId, change));
            if (change.Next is { } next && LineOf(projectId, now, change, next) is { } line)
                rows.Add(RowChange.Put(JsonRow.Of(projectId, $"{History}{TimeKey(now)}|{(int)line.Standing}|{line.AlertId}", line)));
        }
        if (rows.Count > 0)
            await tables.CommitAsync(Table, rows, cancellation);
    }

    /// <summary>What happened to one alert, the first first; empty where no alert has this id.</summary>
    public async Task<IReadOnlyList<AlertLine>> HistoryAsync(string projectId, string alertId, CancellationToken cancellation = default)
    {
        var lines = new List<AlertLine>();
        if (SinceOf(alertId) is not { } since)
            return lines;
        var range = RowRange.Keys(projectId, History + TimeKey(since), RowRange.After(History));
        await foreach (var row in tables.ReadAsync(Table, range, cancellation))
            if (row.Key.EndsWith(alertId, StringComparison.Ordinal))
                lines.Add(JsonRow.Read<AlertLine>(row));
        return lines;
    }

    /// <summary>Sorts like the time itself.</summary>
    internal static string TimeKey(DateTimeOffset time) => time.UtcTicks.ToString("d19");

    private static DateTimeOffset? SinceOf(string alertId) =>
        alertId.Length > 14
        && DateTimeOffset.TryParseExact(
            alertId.AsSpan(0, 14),
            "yyyyMMddHHmmss",
            null,
            System.Globalization.DateTimeStyles.AssumeUniversal,
            out var since
        )
            ? since
            : null;

    private static RowChange RowOf(string projectId, AlertChange change)
    {
        var verdict = (change.Next ?? change.Before!.State).Verdict;
        var key = $"{Alerts}{UserSpendRows.EscapeUser(verdict.Rule)}|{UserSpendRows.EscapeUser(verdict.Subject)}";
        if (change.Next is null)
            return RowChange.Delete(projectId, key, change.Before!.ETag);
        var row = JsonRow.Of(projectId, key, change.Next, change.Before?.ETag);
        return change.Before is null ? RowChange.Insert(row) : RowChange.Update(row);
    }

    /// <summary>A line where people would see a difference; not for each verdict that only counts.</summary>
    private static AlertLine? LineOf(string projectId, DateTimeOffset now, AlertChange change, AlertState next)
    {
        var before = change.Before?.State;
        var isSeen =
            before is not null && before.Since == next.Since ? before.Standing != next.Standing || before.Severity != next.Severity : true;
        return next.Standing == AlertStanding.Pending || (!isSeen && change.Notice is null)
            ? null
            : new(
                now,
                AlertRules.IdOf(projectId, next),
                next.Standing,
                next.Severity,
                change.Notice,
                change.NoticeId,
                next.Verdict.Summary,
                next.Standing == AlertStanding.Acknowledged ? next.Acknowledgement?.Note : null
            );
    }
}

/// <summary>An alert as it was read.</summary>
public sealed record KeptAlert(AlertState State, string? ETag);

/// <param name="Before">As it was read; null where there was none.</param>
/// <param name="Next">Null to forget it.</param>
/// <param name="Notice">What people are told of it; null is nothing.</param>
public sealed record AlertChange(KeptAlert? Before, AlertState? Next, NoticeKind? Notice = null, string? NoticeId = null);

/// <summary>One line of an alert's history.</summary>
public sealed record AlertLine(
    DateTimeOffset At,
    string AlertId,
    AlertStanding Standing,
    AlertSeverity Severity,
    NoticeKind? Notice,
    string? NoticeId,
    string Summary,
    string? Note
);
