using LlmMonitor.Core.Storage;

namespace LlmMonitor.Core.Reports.Weekly;

/// <summary>
/// Keeps weekly reviews: table <c>weeklyreviews</c>, partition project, key the week's Monday, with what became of the e-mail beside it. And themes, which
/// live longer than their week: table <c>themes</c>, partition project, key the theme's id.
/// </summary>
public sealed class WeeklyStore(ITables tables, TimeProvider time)
{
    public const string Reviews = "weeklyreviews";
    public const string Themes = "themes";

    /// <summary>A theme that nobody decided for longer than a year is no longer carried on.</summary>
    private static readonly TimeSpan LongestOpen = TimeSpan.FromDays(371);

    public async Task<KeptWeek?> FindAsync(string projectId, IsoWeek week, CancellationToken cancellation = default) =>
        await tables.FindAsync(Reviews, projectId, Key(week), cancellation) is { } row ? KeptOf(row) : null;

    /// <exception cref="RowConflictException">Another was faster.</exception>
    public async Task<KeptWeek> SaveAsync(
        string projectId,
        IsoWeek week,
        KeptWeek? before,
        WeeklyReview review,
        CancellationToken cancellation = default
    )
    {
        var row = JsonRow.Of(projectId, Key(week), review, before?.Row.ETag);
        var tags = await tables.CommitAsync(Reviews, [before is null ? RowChange.Insert(row) : RowChange.Update(row)], cancellation);
        return new(review, row with { ETag = tags[0] }, null);
    }

    /// <summary>Writes what became of the e-mail, if nobody else did since <paramref name="kept"/> was read.</summary>
    /// <exception cref="RowConflictException">Another run was faster.</exception>
    public async Task<KeptReport> MarkAsync(Row kept, DeliveryState state, string? note = null, CancellationToken cancellation = default)
    {
        var next = DeliveryRow.With(kept, new DailyDelivery(state, time.GetUtcNow(), note));
        var tags = await tables.CommitAsync(Reviews, [RowChange.Update(next)], cancellation);
        return new(next with { ETag = tags[0] }, DeliveryRow.Of(next));
    }

    /// <summary>Themes first seen in the last year, by their first week.</summary>
    public async Task<IReadOnlyList<Theme>> ReadThemesAsync(string projectId, CancellationToken cancellation = default)
    {
        var themes = new List<Theme>();
        var first = (time.GetUtcNow() - LongestOpen).UtcDateTime.ToString("yyyyMMdd", System.Globalization.CultureInfo.InvariantCulture);
        await foreach (var row in tables.ReadAsync(Themes, RowRange.Keys(projectId, first, null), cancellation))
            themes.Add(JsonRow.Read<Theme>(row));
        return themes;
    }

    public async Task<(Theme Theme, string ETag)?> FindThemeAsync(string projectId, string id, CancellationToken cancellation = default) =>
        await tables.FindAsync(Themes, projectId, id, cancellation) is { } row ? (JsonRow.Read<Theme>(row), row.ETag!) : null;

    /// <param name="etag">Of the theme as it was read; null for a new one.</param>
    /// <exception cref="RowConflictException">Another was faster.</exception>
    public Task SaveThemeAsync(string projectId, Theme theme, string? etag, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(theme);
        var row = JsonRow.Of(projectId, theme.Id, theme, etag);
        return tables.CommitAsync(Themes, [etag is null ? RowChange.Insert(row) : RowChange.Update(row)], cancellation);
    }

    private static KeptWeek KeptOf(Row row) => new(JsonRow.Read<WeeklyReview>(row), row, DeliveryRow.Find(row));

    private static string Key(IsoWeek week) => week.Monday.ToString("yyyy-MM-dd", System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>A review as it was read or written last.</summary>
/// <param name="Delivery">Null while it is not to be mailed.</param>
public sealed record KeptWeek(WeeklyReview Review, Row Row, DailyDelivery? Delivery);
