using LlmMonitor.Core.Alerts;
using LlmMonitor.Core.Incidents;
using LlmMonitor.Core.Mail;
using LlmMonitor.Core.Projects;
using Microsoft.Extensions.Options;

namespace LlmMonitor.Functions.Incidents.Letters;

/// <summary>
/// Writes to those who get the project's alerts by e-mail: when an incident opens, and when a cause stands. Sent again, a letter has the same Message-Id.
/// A mail server that is out of reach holds up no runbook: the next run tells.
/// </summary>
internal sealed class IncidentMailer(
    IncidentStore store,
    IncidentReader reader,
    ChannelStore channels,
    IncidentLetter letters,
    MailPost post,
    IOptions<IncidentOptions> options,
    ILogger<IncidentMailer> log
)
{
    /// <param name="what"><c>opened</c>, or the cause that was found.</param>
    public async Task TellAsync(Project project, Incident incident, string what, CancellationToken cancellation)
    {
        if (!options.Value.SendLetters || incident.Told.Contains(what))
            return;
        var to = (await channels.ListAsync(project.Id, cancellation))
            .Where(channel => channel.Type == "email" && channel.MinSeverity <= incident.Severity)
            .SelectMany(channel => channel.To)
            .Distinct(StringComparer.OrdinalIgnoreCase)
            .ToList();
        if (to.Count > 0 && await reader.ReadAsync(project.Id, incident.Id, withTexts: false, cancellation) is { } shown)
            try
            {
                await post.SendAsync(await letters.WriteAsync(project, shown, what, to), cancellation: cancellation);
            }
            catch (MailFailedException fault)
            {
                log.LogWarning("The letter '{What}' of incident {Incident} was not sent: {Why}", what, incident.Id, fault.Message);
                if (fault.Failure == MailFailure.TryAgain)
                    return;
            }
        await store.ChangeAsync(
            project.Id,
            incident.Id,
            before => before.Told.Contains(what) ? null : new(before with { Told = [.. before.Told, what] }, []),
            cancellation
        );
    }
}
