using System.Text;
using LlmMonitor.Core.Reports.Weekly;
using LlmMonitor.Functions.Reports.Daily;
using static LlmMonitor.Functions.Reports.Daily.PlainText;

namespace LlmMonitor.Functions.Reports.Weekly;

/// <summary>The weekly letter as plain text, for who reads without HTML.</summary>
internal static class WeeklyMailText
{
    public static string Write(WeeklyReport report)
    {
        var text = new StringBuilder();
        Paragraph(text, $"Weekly review · {WeeklyWords.Span(report)} · {MailSections.Name(report.ProjectName)}");
        Paragraph(text, report.Headline);
        Title(text, WeeklyWords.FiguresTitle);
        foreach (var figure in report.Figures)
            Wrap(text, $"{WeeklyWords.Figure(figure)}: {figure.Sentence}");
        text.Append('\n');
        Themes(text, WeeklyWords.ThemesTitle, report.Themes.Where(theme => !theme.CarriedOver));
        Themes(text, WeeklyWords.CarriedTitle, report.Themes.Where(theme => theme.CarriedOver));
        text.Append("--\n");
        foreach (var line in WeeklyWords.SmallPrint(report))
            Wrap(text, line);
        return text.ToString();
    }

    private static void Themes(StringBuilder text, string title, IEnumerable<ThemeLine> themes)
    {
        foreach (var (place, theme) in themes.Index())
        {
            if (place == 0)
                Title(text, title);
            Wrap(text, $"* {WeeklyWords.Heading(theme)}");
            if (!theme.CarriedOver)
            {
                Wrap(text, WeeklyWords.Size(theme));
                if (WeeklyWords.Places(theme) is { } places)
                    Wrap(text, places);
            }
            foreach (var example in theme.Examples)
                Wrap(text, $"- {example.RequestId}: {WeeklyWords.Example(example)}");
            Paragraph(text, $"{WeeklyWords.Standing(theme)} · {theme.Id}");
        }
    }
}
