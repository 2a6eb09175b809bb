using LlmMonitor.Core.Mail;
using LlmMonitor.Core.Projects;
using LlmMonitor.Core.Reports.Weekly;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;

namespace LlmMonitor.Functions.Reports.Weekly;

/// <summary>A weekly review as people see it: the letter, and the same page for a browser.</summary>
internal sealed class WeeklyLetter(IServiceProvider services, ILoggerFactory logs)
{
    public async Task<Letter> WriteAsync(Project project, WeeklyReport report) =>
        new(NameOf(project, report.Week), WeeklyWords.Subject(report), await HtmlAsync(report), WeeklyMailText.Write(report))
        {
            To = project.Settings.ReportRecipients,
        };

    public async Task<string> HtmlAsync(WeeklyReport report)
    {
        await using var renderer = new HtmlRenderer(services, logs);
        var parameters = ParameterView.FromDictionary(
            new Dictionary<string, object?>(StringComparer.Ordinal) { [nameof(WeeklyMail.Report)] = report }
        );
        return await renderer.Dispatcher.InvokeAsync(async () =>
            (await renderer.RenderComponentAsync<WeeklyMail>(parameters)).ToHtmlString()
        );
    }

    /// <summary>The same for the same project and week, so that a repeated letter is recognised.</summary>
    private static string NameOf(Project project, string week) => $"weekly-{week.ToLowerInvariant()}-{DailyLetter.SeedOf(project)}";
}
