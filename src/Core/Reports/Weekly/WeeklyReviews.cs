using LlmMonitor.Core.Cost;
using LlmMonitor.Core.Feedback;
using LlmMonitor.Core.Projects;
using LlmMonitor.Core.Sessions;
using LlmMonitor.Core.Storage;
using Microsoft.Extensions.Options;

namespace LlmMonitor.Core.Reports.Weekly;

/// <summary>
/// Builds the review of a week and keeps it: while the week runs each look builds it anew, and what is kept lets themes keep their ids; the first look after
/// its end makes it final and opens its themes.
/// </summary>
public sealed class WeeklyReviews(
    WeeklyStore store,
    ThemeDesk desk,
    ComplaintReader complaints,
    FeedbackReports feedback,
    SessionReports sessions,
    IOptions<WeeklyOptions> options,
    TimeProvider time
)
{
    /// <summary>So that feedback on calls that come late is joined.</summary>
    public static TimeSpan Settle { get; } = TimeSpan.FromMinutes(15);

    private const int Attempts = 5;

    /// <summary>An open theme that was silent for longer is not known again.</summary>
    private const int LongestSilenceWeeks = 8;

    public Task<KeptWeek> ReadAsync(Project project, IsoWeek week, CancellationToken cancellation) =>
        ReadAsync(project, week, alsoBefore: true, cancellation);

    private async Task<KeptWeek> ReadAsync(Project project, IsoWeek week, bool alsoBefore, CancellationToken cancellation)
    {
        for (var attempt = 1; ; attempt++)
        {
            var kept = await store.FindAsync(project.Id, week, cancellation);
            if (kept is { Review.IsFinal: true })
                return kept;
            var existed = week.SpanIn(CostReports.ZoneOf(project)).To > project.CreatedAt;
            if (alsoBefore && existed)
                await ReadAsync(project, week.Before, alsoBefore: false, cancellation);
            var review = await BuildAsync(project, week, kept?.Review, cancellation);
            if (!existed)
                return new(review, new Row(project.Id, "", Row.NoValues), null); // Nobody can have said anything then: nothing to keep.
            if (review.IsFinal)
                foreach (var theme in review.Themes)
                    await desk.OpenAsync(project.Id, review.Week, theme, review.BuiltAt, cancellation);
            try
            {
                return await store.SaveAsync(project.Id, week, kept, review, cancellation);
            }
            catch (RowConflictException) when (attempt < Attempts) { } // Another look was faster: its ids count.
            catch (RowConflictException) when (!review.IsFinal && kept is not null)
            {
                return kept with { Review = review }; // Many look at once; the next look keeps what it sees.
            }
        }
    }

    private async Task<WeeklyReview> BuildAsync(Project project, IsoWeek week, WeeklyReview? kept, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        var zone = CostReports.ZoneOf(project);
        var (from, to) = week.SpanIn(zone);
        var (fromBefore, toBefore) = week.Before.SpanIn(zone);
        var said = await complaints.ReadAsync(project, from, to, null, cancellation);
        var (drafts, method) = ThemeDrafts.Of(said, options.Value);
        var before = drafts.Count == 0 ? [] : await EarlierAsync(project, week, cancellation);
        return new(
            week.ToString(),
            project.Settings.Zone,
            from,
            to,
            now,
            now >= to + Settle,
            said.Count,
            said.Select(one => one.Rater).Distinct(StringComparer.Ordinal).Count(),
            method,
            said.Count == 0 ? "nothing_negative"
                : method == ThemeMethod.Categories ? "too_few_texts"
                : null,
            WeekFigure.Of(
                await feedback.ReadAsync(project, from, to, null, cancellation),
                await feedback.ReadAsync(project, fromBefore, toBefore, null, cancellation),
                await sessions.ReadAsync(project, from, to, null, cancellation),
                await sessions.ReadAsync(project, fromBefore, toBefore, null, cancellation)
            ),
            WeeklyRules.Themes(week, drafts, kept?.Themes ?? [], before, options.Value.LeastSimilarity)
        );
    }

    /// <summary>The themes of the week before, and those of the weeks before it that are still open and were seen in none since.</summary>
    private async Task<IReadOnlyList<EarlierTheme>> EarlierAsync(Project project, IsoWeek week, CancellationToken cancellation)
    {
        var silent = (await store.ReadThemesAsync(project.Id, cancellation))
            .Where(theme => theme.IsOpen)
            .Select(theme => (theme.Id, theme.LastWeek))
            .ToHashSet();
        var earlier = new List<EarlierTheme>();
        var past = week;
        for (var back = 1; back <= LongestSilenceWeeks; back++)
        {
            past = past.Before;
            var name = past.ToString();
            if (back > 1 && !silent.Any(theme => theme.LastWeek == name))
                continue;
            if (await store.FindAsync(project.Id, past, cancellation) is not { Review: var review })
                continue;
            var themes = review.Themes.Where(theme => back == 1 || silent.Contains((theme.Id, name))).ToList();
            var requests = themes
                .Where(theme => theme.Category is null)
                .SelectMany(theme => theme.Requests)
                .ToHashSet(StringComparer.Ordinal);
            var said = requests.Count == 0 ? [] : await complaints.ReadAsync(project, review.From, review.To, requests, cancellation);
            earlier.AddRange(themes.Select(theme => new EarlierTheme(theme, CenterOf(theme, said), back == 1)));
        }
        return earlier;
    }

    private static float[]? CenterOf(WeekTheme theme, IReadOnlyList<Complaint> said)
    {
        var members = said.Where(one => one.Words.Count > 0 && theme.Requests.Contains(one.RequestId))
            .Select(ThemeDrafts.VectorOf)
            .ToList();
        return members.Count == 0 || theme.Category is not null ? null : ThemeDrafts.MeanOf(members);
    }
}
