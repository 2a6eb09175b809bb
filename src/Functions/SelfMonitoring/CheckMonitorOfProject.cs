using LlmMonitor.Core.Projects;
using LlmMonitor.Core.SelfMonitoring;
using LlmMonitor.Core.Storage;
using LlmMonitor.Functions.Host;

namespace LlmMonitor.Functions.SelfMonitoring;

/// <summary>Queue <c>self-checks</c>: looks whether a project's calls and outputs are seen. The minute's monitor run carries what it says to the alerts.</summary>
internal sealed class CheckMonitorOfProject(WorkQueue work, ProjectStore projects, SelfRun run, TimeProvider time) : IFunction
{
    public Task RunAsync(Invocation invocation, CancellationToken cancellation) =>
        work.RunAsync<SelfPointer>(CheckMonitor.Queue, invocation.Text ?? "", RunAsync, cancellation);

    private async Task RunAsync(SelfPointer pointer, CancellationToken cancellation)
    {
        if (await projects.FindAsync(pointer.ProjectId, cancellation) is { } project)
            await run.RunProjectAsync(project, time.GetUtcNow(), cancellation);
    }
}
