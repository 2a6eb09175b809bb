using LlmMonitor.Core.Alerts;
using LlmMonitor.Core.Mail;
using LlmMonitor.Core.Projects;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;
using Microsoft.Extensions.Options;

namespace LlmMonitor.Functions.Incidents.Letters;

/// <summary>An incident as people see it: the letter, and the same page for a browser, which alone shows texts of calls.</summary>
internal sealed class IncidentLetter(IServiceProvider services, ILoggerFactory logs, IOptions<AlertOptions> options)
{
    public async Task<Letter> WriteAsync(Project project, IncidentAnswer incident, string what, IReadOnlyList<string> to)
    {
        var subject = what == "opened" ? $"[Incident] {incident.Title}" : $"[Incident, {IncidentWords.Cause(incident)}] {incident.Title}";
        return new Letter(
            $"{incident.Id}-{what}",
            $"{subject} · {project.Name}",
            await HtmlAsync(project, incident, isLetter: true),
            IncidentWords.Text(project.Name, incident, AddressOf(incident))
        )
        {
            To = to,
        };
    }

    public async Task<string> HtmlAsync(Project project, IncidentAnswer incident, bool isLetter = false)
    {
        await using var renderer = new HtmlRenderer(services, logs);
        var parameters = ParameterView.FromDictionary(
            new Dictionary<string, object?>
            {
                [nameof(IncidentPage.Incident)] = incident,
                [nameof(IncidentPage.ProjectName)] = project.Name,
                [nameof(IncidentPage.Address)] = AddressOf(incident),
                [nameof(IncidentPage.IsLetter)] = isLetter,
            }
        );
        return await renderer.Dispatcher.InvokeAsync(async () =>
            (await renderer.RenderComponentAsync<IncidentPage>(parameters)).ToHtmlString()
        );
    }

    private string AddressOf(IncidentAnswer incident) => $"{options.Value.PublicUrl.TrimEnd('/')}/api/v1/incidents/{incident.Id}";
}
