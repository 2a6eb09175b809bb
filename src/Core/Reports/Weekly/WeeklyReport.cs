using System.Globalization;
using LlmMonitor.Core.Projects;

namespace LlmMonitor.Core.Reports.Weekly;

/// <summary>The review of a week as people see it: its themes with what became of them, and with the texts that are still kept.</summary>
/// <param name="Headline">One plain sentence that says it all.</param>
/// <param name="IsFinal">False while the week runs: themes may still change.</param>
/// <param name="NOpen">Themes that wait for a decision, of this week and carried over.</param>
/// <param name="Themes">The largest first; then those of earlier weeks that are still open.</param>
/// <param name="Delivery">What became of the e-mail; null while it is not to be sent.</param>
public sealed record WeeklyReport(
    string ProjectId,
    string ProjectName,
    string Week,
    string Zone,
    DateTimeOffset From,
    DateTimeOffset To,
    WeeklyState State,
    bool IsFinal,
    string Headline,
    long NNegative,
    long NRaters,
    int NOpen,
    ThemeMethod Method,
    string? Reason,
    IReadOnlyList<WeekFigure> Figures,
    IReadOnlyList<ThemeLine> Themes,
    DailyDelivery? Delivery
)
{
    /// <param name="tracked">All themes that are known; of earlier weeks only open ones are shown.</param>
    /// <param name="examples">By request id.</param>
    public static WeeklyReport Of(
        Project project,
        KeptWeek kept,
        IReadOnlyList<Theme> tracked,
        IReadOnlyDictionary<string, ThemeExample> examples
    )
    {
        ArgumentNullException.ThrowIfNull(project);
        ArgumentNullException.ThrowIfNull(kept);
        var review = kept.Review;
        var known = tracked.ToDictionary(theme => theme.Id, StringComparer.Ordinal);
        var themes = review
            .Themes.Select(theme =>
                ThemeLine.Of(
                    theme,
                    known.GetValueOrDefault(theme.Id),
                    [.. theme.Examples.Select(examples.GetValueOrDefault).OfType<ThemeExample>()]
                )
            )
            .ToList();
        var carried = tracked
            .Where(theme => theme.IsOpen && string.CompareOrdinal(theme.LastWeek, review.Week) < 0)
            .Where(theme => !review.Themes.Any(seen => seen.Id == theme.Id))
            .OrderBy(theme => theme.FirstWeek, StringComparer.Ordinal)
            .ThenBy(theme => theme.Id, StringComparer.Ordinal);
        themes.AddRange(carried.Select(ThemeLine.Of));
        var open = themes.Count(theme => theme.State == ThemeState.Open);
        return new(
            project.Id,
            project.Name,
            review.Week,
            review.Zone,
            review.From,
            review.To,
            !review.IsFinal ? WeeklyState.Running
                : open > 0 ? WeeklyState.Open
                : WeeklyState.Reviewed,
            review.IsFinal,
            HeadlineOf(review, open),
            review.NNegative,
            review.NRaters,
            open,
            review.Method,
            review.Reason,
            review.Figures,
            themes,
            kept.Delivery
        );
    }

    private static string HeadlineOf(WeeklyReview review, int open)
    {
        var waiting = open switch
        {
            0 => "",
            1 => " 1 theme waits for a decision.",
            _ => string.Create(CultureInfo.InvariantCulture, $" {open} themes wait for a decision."),
        };
        if (review.Themes is not [var largest, ..])
            return $"Nobody complained in {review.Week}.{waiting}";
        return string.Create(
                CultureInfo.InvariantCulture,
                $"{Count(review.NRaters, "person", "people")} made {Count(review.NNegative, "complaint", "complaints")} in {review.Week}, in {Count(review.Themes.Count, "theme", "themes")}; the largest is “{largest.Name}” with {largest.Share:0%}."
            ) + waiting;
    }

    private static string Count(long n, string one, string many) =>
        string.Create(CultureInfo.InvariantCulture, $"{n:#,0} {(n == 1 ? one : many)}");
}

public enum WeeklyState
{
    /// <summary>The week is not over.</summary>
    Running,

    /// <summary>Themes wait for a decision.</summary>
    Open,

    /// <summary>Everything is decided.</summary>
    Reviewed,
}
