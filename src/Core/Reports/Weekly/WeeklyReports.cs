using LlmMonitor.Core.Cost;
using LlmMonitor.Core.Projects;

namespace LlmMonitor.Core.Reports.Weekly;

/// <summary>Gathers what people see of a week.</summary>
public sealed class WeeklyReports(WeeklyReviews reviews, WeeklyStore store, ComplaintReader complaints)
{
    public async Task<(WeeklyReport Report, KeptWeek Kept)> ReadAsync(Project project, IsoWeek week, CancellationToken cancellation)
    {
        var kept = await reviews.ReadAsync(project, week, cancellation);
        var ids = kept.Review.Themes.SelectMany(theme => theme.Examples).Distinct(StringComparer.Ordinal).ToList();
        var examples = await complaints.ExamplesAsync(project, kept.Review.From, kept.Review.To, ids, cancellation);
        return (
            WeeklyReport.Of(
                project,
                kept,
                await store.ReadThemesAsync(project.Id, cancellation),
                examples.ToDictionary(example => example.RequestId, StringComparer.Ordinal)
            ),
            kept
        );
    }

    /// <summary>The theme that an id names in a week, with the week in which it was seen last; null where there is none.</summary>
    public async Task<(WeekTheme Theme, WeeklyReview Review)?> FindThemeAsync(
        Project project,
        IsoWeek week,
        string id,
        CancellationToken cancellation
    )
    {
        ArgumentNullException.ThrowIfNull(project);
        var review = (await reviews.ReadAsync(project, week, cancellation)).Review;
        if (review.Themes.FirstOrDefault(theme => theme.Id == id) is { } seen)
            return (seen, review);
        if (await store.FindThemeAsync(project.Id, id, cancellation) is not ({ } tracked, _))
            return null;
        if (!IsoWeek.TryParse(tracked.LastWeek, out var last) || await store.FindAsync(project.Id, last, cancellation) is not { } earlier)
            return null;
        return earlier.Review.Themes.FirstOrDefault(theme => theme.Id == id) is { } carried ? (carried, earlier.Review) : null;
    }

    /// <summary>The week whose review is to be mailed now; null where none is due.</summary>
    public static IsoWeek? Due(Project project, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(project);
        var zone = CostReports.ZoneOf(project);
        var week = IsoWeek.Of(now, zone).Before;
        var due = ReportSchedule.DueAt(week.Sunday, zone, project.Settings.ReportHour);
        return now >= due && now >= week.SpanIn(zone).To + WeeklyReviews.Settle && ReportSchedule.ExistedOn(project, week.Sunday)
            ? week
            : null;
    }
}
