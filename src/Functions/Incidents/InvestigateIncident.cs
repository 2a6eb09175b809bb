using LlmMonitor.Core.Incidents;
using LlmMonitor.Core.Projects;
using LlmMonitor.Core.Storage;
using LlmMonitor.Functions.Host;
using LlmMonitor.Functions.Incidents.Letters;

namespace LlmMonitor.Functions.Incidents;

/// <summary>Queue <c>incidents</c>: tells of an incident, runs its runbook, tells what it found; of a closed one it counts what was affected. Twice does no harm.</summary>
internal sealed class InvestigateIncident(
    WorkQueue work,
    ProjectStore projects,
    IncidentStore store,
    Investigator investigator,
    IncidentMailer mailer,
    AffectedReader affected,
    IncidentDesk desk
) : IFunction
{
    public Task RunAsync(Invocation invocation, CancellationToken cancellation) =>
        work.RunAsync<IncidentPointer>(IncidentJoining.Queue, invocation.Text ?? "", RunAsync, cancellation);

    private async Task RunAsync(IncidentPointer pointer, CancellationToken cancellation)
    {
        if (await projects.FindAsync(pointer.ProjectId, cancellation) is not { } project)
            return;
        if (await store.FindAsync(project.Id, pointer.IncidentId, cancellation) is not { } incident)
            return;
        if (incident.State == IncidentState.Closed)
        {
            await CountAsync(project, incident, cancellation);
            return;
        }
        // A slow mail server must not hold up the runbook.
        var told = mailer.TellAsync(project, incident, "opened", cancellation);
        try
        {
            if (await investigator.RunAsync(pointer, cancellation) is var (found, findings))
                await mailer.TellAsync(project, found, $"cause-{findings.Cause.Kind}".ToLowerInvariant(), cancellation);
        }
        finally
        {
            await told;
        }
    }

    private async Task CountAsync(Project project, Incident incident, CancellationToken cancellation)
    {
        if (incident.PostMortem?.Affected is not null)
            return;
        if (await store.FindFindingsAsync(project.Id, incident.Id, cancellation) is not { Affected.From: not null } findings)
            return;
        var count = await affected.CountAsync(project, incident, findings, cancellation);
        await desk.CloseAsync(project.Id, incident.Id, count, null, "desk", cancellation);
    }
}
