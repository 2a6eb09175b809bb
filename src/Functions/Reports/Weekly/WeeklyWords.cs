using System.Globalization;
using LlmMonitor.Core.Privacy;
using LlmMonitor.Core.Reports;
using LlmMonitor.Core.Reports.Weekly;
using LlmMonitor.Core.Rollups;
using LlmMonitor.Functions.Reports.Daily;

namespace LlmMonitor.Functions.Reports.Weekly;

/// <summary>The sentences of the weekly letter, the same in its HTML and its plain text.</summary>
internal static class WeeklyWords
{
    public const string FiguresTitle = "The week against the week before";
    public const string ThemesTitle = "What people complained about";
    public const string CarriedTitle = "Still open from earlier weeks";
    private const int LongestQuote = 180;

    public static string Subject(WeeklyReport report) =>
        $"Weekly review {report.Week}: {Count(report.NNegative, "complaint")}, {Count(report.NOpen, "open theme")} · {report.ProjectName}";

    public static string Span(WeeklyReport report)
    {
        var zone = TimeZoneInfo.FindSystemTimeZoneById(report.Zone);
        var (first, last) = (TimeZoneInfo.ConvertTime(report.From, zone), TimeZoneInfo.ConvertTime(report.To.AddTicks(-1), zone));
        return string.Create(CultureInfo.InvariantCulture, $"Week {report.Week}, {first:d MMMM} to {last:d MMMM yyyy}");
    }

    public static string Figure(WeekFigure figure) =>
        figure.Name switch
        {
            "satisfaction" => "Satisfied",
            "task_completion" => "Completed their task",
            _ => "Abandoned",
        };

    /// <summary>How many, how large, and how it grew.</summary>
    public static string Size(ThemeLine theme) =>
        $"{Count(theme.N, "complaint")} by {Count(theme.NRaters, "person", "people")}, {UsdText.Percent(theme.Share)} of all; "
        + theme.Trend switch
        {
            ThemeTrend.New => "new",
            ThemeTrend.Rising => $"rising, {theme.NBefore:#,0} the week before",
            ThemeTrend.Falling => $"falling, {theme.NBefore:#,0} the week before",
            _ => $"steady, {theme.NBefore:#,0} the week before",
        }
        + ".";

    /// <summary>Null where calls name nothing.</summary>
    public static string? Places(ThemeLine theme)
    {
        var named = theme
            .Where.Where(place => place.Key != RollupKey.None)
            .Select(place => $"{place.Dimension.Replace('_', ' ')} {MailSections.Name(place.Key)} ({place.N:#,0})")
            .ToList();
        return named.Count == 0 ? null : $"Most of it: {string.Join(", ", named)}.";
    }

    public static string Standing(ThemeLine theme)
    {
        var owner = theme.Owner is { } name ? $", owner {MailSections.Name(name)}" : "";
        return theme.Decision is { } decision ? $"Decided: {Verdict(decision)}{owner}" : $"Open since {theme.FirstWeek}{owner}";
    }

    public static string Heading(ThemeLine theme) => theme.Category is null ? theme.Name : $"{theme.Name} (by category)";

    /// <summary>What an example says, as far as it is kept; personal data gives way, since a letter cannot be called back.</summary>
    public static string Example(ThemeExample example) =>
        (example.CorrectionText, example.Question) switch
        {
            ({ } correction, _) => $"“{Quote(correction)}”",
            (null, { } question) => $"asked “{Quote(question)}”",
            _ => "no text is kept",
        };

    public static IReadOnlyList<string> SmallPrint(WeeklyReport report) =>
        [
            "Decide on a theme with POST /api/v1/reports/weekly/"
                + report.Week
                + "/themes/{id}/decision: known, fix, golden or not_an_issue.",
            $"The week is {report.From.UtcDateTime:yyyy-MM-dd HH:mm} to {report.To.UtcDateTime:yyyy-MM-dd HH:mm} UTC, in the zone {report.Zone}. A person counts once a request. "
                + (
                    report.Method == ThemeMethod.Words
                        ? "Themes are complaints with similar words; what is like no other is listed by its category."
                        : "Too few complaints have words for themes: they are listed by category."
                ),
        ];

    private static string Verdict(ThemeVerdict verdict) =>
        verdict switch
        {
            ThemeVerdict.NotAnIssue => "not an issue",
            ThemeVerdict.Golden => "added to a golden set",
            ThemeVerdict.Fix => "to be fixed",
            _ => "known",
        };

    private static string Quote(string text)
    {
        var clean = string.Join(' ', Redactor.Redact(text).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        var safe = string.Concat(
            clean.Where(c => !char.IsControl(c) && c is not ((>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069')))
        );
        if (safe.Length <= LongestQuote)
            return safe;
        var cut = char.IsHighSurrogate(safe[LongestQuote - 1]) ? LongestQuote - 1 : LongestQuote;
        return safe[..cut].TrimEnd() + "…";
    }

    public static string Count(long n, string one, string? many = null) =>
        string.Create(CultureInfo.InvariantCulture, $"{n:#,0} {(n == 1 ? one : many ?? one + "s")}");
}
