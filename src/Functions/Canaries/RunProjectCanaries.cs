using LlmMonitor.Core.Canaries;
using LlmMonitor.Core.Probes;
using LlmMonitor.Core.Projects;
using LlmMonitor.Core.Storage;
using LlmMonitor.Functions.Host;

namespace LlmMonitor.Functions.Canaries;

/// <summary>Queue <c>canaries</c>: asks one project's canaries. The run itself bears coming twice.</summary>
internal sealed class RunProjectCanaries(WorkQueue work, ProjectStore projects, CanaryRunner runner, TimeProvider time) : IFunction
{
    /// <summary>An older run was overtaken by younger ones: what it would find then is not what was at its hour.</summary>
    private static readonly TimeSpan Stale = TimeSpan.FromMinutes(55);

    public Task RunAsync(Invocation invocation, CancellationToken cancellation) =>
        work.RunAsync<CanaryPointer>(RunCanaries.Queue, invocation.Text ?? "", RunAsync, cancellation);

    private async Task RunAsync(CanaryPointer pointer, CancellationToken cancellation)
    {
        var oldest = RunClaims.NameOf(time.GetUtcNow() - Stale - TimeSpan.FromHours(1));
        if (string.CompareOrdinal(pointer.Run, oldest) < 0)
            return;
        if (await projects.FindAsync(pointer.ProjectId, cancellation) is { } project)
            await runner.RunAsync(project, pointer.Run, cancellation);
    }
}
