using LlmMonitor.Core.Alerts;
using LlmMonitor.Core.Drift;
using LlmMonitor.Core.Projects;
using LlmMonitor.Core.Storage;
using LlmMonitor.Functions.Host;

namespace LlmMonitor.Functions.Drift;

/// <summary>Queue <c>drift</c>: feeds one project's new outputs to its detectors. The minute's monitor run carries what they say to the alerts.</summary>
internal sealed class RunProjectDrift(WorkQueue work, ProjectStore projects, DriftRun run, AlertStore alerts, TimeProvider time) : IFunction
{
    public Task RunAsync(Invocation invocation, CancellationToken cancellation) =>
        work.RunAsync<DriftPointer>(RunDriftChecks.Queue, invocation.Text ?? "", RunAsync, cancellation);

    private async Task RunAsync(DriftPointer pointer, CancellationToken cancellation)
    {
        if (await projects.FindAsync(pointer.ProjectId, cancellation) is not { } project)
            return;
        var acknowledged = (await alerts.ReadAsync(project.Id, cancellation))
            .Values.Where(kept => kept.State.Acknowledgement is not null)
            .GroupBy(kept => kept.State.Subject, kept => kept.State.Acknowledgement!.At, StringComparer.Ordinal)
            .ToDictionary(subject => subject.Key, subject => subject.Max(), StringComparer.Ordinal);
        await run.RunAsync(project, time.GetUtcNow(), acknowledged, cancellation);
    }
}
