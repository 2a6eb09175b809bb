using LlmMonitor.Core.Storage;

namespace LlmMonitor.Core.Reports.Weekly;

/// <summary>Opens themes and takes what people decide. Any number of instances may do so at once.</summary>
public sealed class ThemeDesk(WeeklyStore store)
{
    private const int Attempts = 5;

    /// <summary>Opens a theme of a week, or notes that it came again. What was decided stays decided.</summary>
    public Task<Theme> OpenAsync(string projectId, string week, WeekTheme seen, DateTimeOffset now, CancellationToken cancellation) =>
        ChangeAsync(projectId, week, seen, now, theme => theme, cancellation);

    /// <summary>Takes a decision; one that was just taken by the same person in the same words is the first one.</summary>
    public Task<Theme> DecideAsync(string projectId, string week, WeekTheme seen, ThemeDecision decision, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(decision);
        return ChangeAsync(projectId, week, seen, decision.At, theme => theme.Decide(decision), cancellation);
    }

    private async Task<Theme> ChangeAsync(
        string projectId,
        string week,
        WeekTheme seen,
        DateTimeOffset now,
        Func<Theme, Theme> change,
        CancellationToken cancellation
    )
    {
        ArgumentNullException.ThrowIfNull(seen);
        for (var attempt = 1; ; attempt++)
        {
            var before = await store.FindThemeAsync(projectId, seen.Id, cancellation);
            var theme = before?.Theme ?? new Theme(seen.Id, seen.Name, seen.FirstWeek, week, now);
            if (string.CompareOrdinal(theme.LastWeek, week) < 0)
                theme = theme with { LastWeek = week, Name = seen.Name };
            var next = change(theme);
            if (next == before?.Theme)
                return next;
            try
            {
                await store.SaveThemeAsync(projectId, next, before?.ETag, cancellation);
                return next;
            }
            catch (RowConflictException) when (attempt < Attempts) { } // Somebody else changed it: decide anew.
        }
    }
}
