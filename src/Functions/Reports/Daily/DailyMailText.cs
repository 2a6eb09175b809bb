using System.Text;
using LlmMonitor.Core.Reports;
using static LlmMonitor.Functions.Reports.Daily.PlainText;

namespace LlmMonitor.Functions.Reports.Daily;

/// <summary>The report as plain text of at most 76 columns, for who reads without HTML.</summary>
public static class DailyMailText
{
    private const int BarColumns = 30;

    public static string Write(DailyReport report)
    {
        var text = new StringBuilder();
        Paragraph(text, $"LLM cost of {MailWords.Day(report)} · {MailSections.Name(report.ProjectName)}");
        Paragraph(text, report.Headline);
        if (report.Cost.NCalls == 0)
            Paragraph(text, MailWords.NoCalls);
        else
            Figures(text, report);
        if (MailWords.Unpriced(report.Cost.Unpriced) is { } unpriced)
            Paragraph(text, "! " + unpriced);
        Quality(text, report);
        Safety(text, report);
        Users(text, report);
        Marks(text, report);
        if (report.Cost.NCalls > 0)
            Changes(text, report.Changes);
        foreach (var section in MailSections.Of(report))
            Table(text, section);
        Hours(text, report);
        if (MailWords.Latency(report.Latency) is { } latency)
        {
            Title(text, "Speed");
            Paragraph(text, latency);
        }
        text.Append("--\n");
        foreach (var line in MailWords.SmallPrint(report))
            Wrap(text, line);
        return text.ToString();
    }

    private static void Figures(StringBuilder text, DailyReport report)
    {
        Figure(text, "Total", (MailWords.Total(report), ""));
        Figure(text, "Mean, 7 days", MailWords.History(report.History));
        Figure(text, "Budget", MailWords.Budget(report));
        Figure(text, "Calls", MailWords.Calls(report));
        text.Append('\n');
    }

    private static void Figure(StringBuilder text, string name, (string Value, string Note) figure) =>
        text.Append($"{name, -12}{figure.Value, 14}   {figure.Note}".TrimEnd()).Append('\n');

    private static void Quality(StringBuilder text, DailyReport report)
    {
        if (report.Quality.Count == 0)
            return;
        Title(text, MailWords.QualityTitle);
        foreach (var line in report.Quality)
            Paragraph(text, $"{MailSections.Name(line.Endpoint)}: {MailWords.Standing(line)}. {line.Sentence}");
    }

    private static void Safety(StringBuilder text, DailyReport report)
    {
        if (report.Safety.Count == 0)
            return;
        Title(text, MailWords.SafetyTitle);
        foreach (var line in report.Safety)
            Paragraph(text, $"{MailSections.Name(line.Subject)}: {MailWords.Standing(line)}. {line.Sentence}");
    }

    private static void Users(StringBuilder text, DailyReport report)
    {
        if (report.Users.Count == 0)
            return;
        Title(text, MailWords.UsersTitle);
        foreach (var line in report.Users)
            Paragraph(text, $"{line.Subject}: {line.Sentence}");
    }

    private static void Marks(StringBuilder text, DailyReport report)
    {
        if (report.Marks.Count == 0)
            return;
        Title(text, MailWords.MarksTitle);
        foreach (var (time, words) in MailWords.Marks(report))
            Paragraph(text, $"{time} {words}".TrimStart());
    }

    private static void Changes(StringBuilder text, CostChanges changes)
    {
        Title(text, MailWords.ChangesTitle);
        if (MailWords.NoChanges(changes) is { } none)
            Paragraph(text, none);
        else
        {
            foreach (var change in changes.Largest)
                text.Append(
                    $"{UsdText.WithSign(change.DifferenceUsd), 12}  {change.Kind} {MailSections.Name(change.Key)} ({MailWords.Change(change)})\n"
                );
            text.Append('\n');
        }
    }

    private static void Table(StringBuilder text, MailSection section)
    {
        Title(text, section.Title);
        foreach (var row in section.Rows)
            text.Append($"{row.Name, -38} {row.Calls + " calls", 14} {row.Cost, 14} {row.ShareText, 6}".TrimEnd()).Append('\n');
        text.Append('\n');
    }

    private static void Hours(StringBuilder text, DailyReport report)
    {
        var highest = report.Hours.Select(hour => hour.CostUsd.Pico).DefaultIfEmpty().Max();
        if (highest == 0)
            return;
        Title(text, $"By hour, {report.Zone}");
        foreach (var hour in report.Hours)
        {
            var bar = new string('#', (int)Math.Ceiling(BarColumns * (double)hour.CostUsd.Pico / (double)highest));
            text.Append($"{hour.Start:HH:mm}  {bar, -BarColumns} {UsdText.Of(hour.CostUsd), 12}\n");
        }
        text.Append('\n');
    }
}
