using LlmMonitor.Core.Projects;
using LlmMonitor.Core.Safety.Rates;
using LlmMonitor.Core.Storage;
using LlmMonitor.Functions.Host;

namespace LlmMonitor.Functions.Safety;

/// <summary>Queue <c>safety</c>: judges one project's safety rates. The minute's monitor run carries what they say to the alerts.</summary>
internal sealed class RunProjectSafety(WorkQueue work, ProjectStore projects, SafetyRun run, TimeProvider time) : IFunction
{
    public Task RunAsync(Invocation invocation, CancellationToken cancellation) =>
        work.RunAsync<SafetyPointer>(RunSafetyRates.Queue, invocation.Text ?? "", RunAsync, cancellation);

    private async Task RunAsync(SafetyPointer pointer, CancellationToken cancellation)
    {
        if (await projects.FindAsync(pointer.ProjectId, cancellation) is { } project)
            await run.RunAsync(project, time.GetUtcNow(), cancellation);
    }
}
