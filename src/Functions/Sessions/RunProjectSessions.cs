using LlmMonitor.Core.Projects;
using LlmMonitor.Core.Sessions;
using LlmMonitor.Core.Storage;
using LlmMonitor.Functions.Host;

namespace LlmMonitor.Functions.Sessions;

/// <summary>Queue <c>sessions</c>: judges one project's sessions. The minute's monitor run carries what they say to the alerts.</summary>
internal sealed class RunProjectSessions(WorkQueue work, ProjectStore projects, SessionWatch watch, TimeProvider time) : IFunction
{
    public Task RunAsync(Invocation invocation, CancellationToken cancellation) =>
        work.RunAsync<SessionsPointer>(RunSessionChecks.Queue, invocation.Text ?? "", RunAsync, cancellation);

    private async Task RunAsync(SessionsPointer pointer, CancellationToken cancellation)
    {
        if (await projects.FindAsync(pointer.ProjectId, cancellation) is { } project)
            await watch.RunAsync(project, time.GetUtcNow(), cancellation);
    }
}
