using System.Security.Cryptography;
using System.Text;
using LlmMonitor.Core.Mail;
using LlmMonitor.Core.Projects;
using LlmMonitor.Core.Reports;
using LlmMonitor.Functions.Reports.Daily;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;

namespace LlmMonitor.Functions.Reports;

/// <summary>A daily report as people see it: the letter, and the same page for a browser.</summary>
public sealed class DailyLetter(IServiceProvider services, ILoggerFactory logs)
{
    private const string ChartId = "hours@llm-monitor";

    public async Task<Letter> WriteAsync(Project project, DailyReport report)
    {
        ArgumentNullException.ThrowIfNull(project);
        ArgumentNullException.ThrowIfNull(report);
        var chart = HourChart.Draw(report.Hours, report.Marks);
        var html = await RenderAsync(report, chart, "cid:" + ChartId);
        return new Letter(NameOf(project, report.Date), MailWords.Subject(report), html, DailyMailText.Write(report))
        {
            To = project.Settings.ReportRecipients,
            Images = chart is null ? [] : [new InlineImage(ChartId, chart.Png)],
        };
    }

    /// <summary>The page as it is sent, with its picture inside.</summary>
    public Task<string> HtmlAsync(DailyReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        var chart = HourChart.Draw(report.Hours, report.Marks);
        return RenderAsync(report, chart, chart is null ? null : "data:image/png;base64," + Convert.ToBase64String(chart.Png));
    }

    /// <summary>
    /// The same for the same project and day, so that a repeated letter is recognised; the time of the project's creation keeps
    /// two installations
    /// apart that both have a project <c>default</c>.
    /// </summary>
    internal static string NameOf(Project project, DateOnly date) => $"daily-{date:yyyy-MM-dd}-{SeedOf(project)}";

    internal static string SeedOf(Project project) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{project.Id}|{project.CreatedAt.UtcTicks}")).AsSpan(0, 8));

    private async Task<string> RenderAsync(DailyReport report, HourChart? chart, string? source)
    {
        await using var renderer = new HtmlRenderer(services, logs);
        var parameters = ParameterView.FromDictionary(
            new Dictionary<string, object?>
            {
                [nameof(DailyMail.Report)] = report,
                [nameof(DailyMail.Chart)] = chart,
                [nameof(DailyMail.ChartSource)] = source,
            }
        );
        return await renderer.Dispatcher.InvokeAsync(async () =>
            (await renderer.RenderComponentAsync<DailyMail>(parameters)).ToHtmlString()
        );
    }
}
