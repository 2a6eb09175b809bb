using LlmMonitor.Core.GoldenSets;
using LlmMonitor.Core.Projects;
using LlmMonitor.Core.Storage;
using LlmMonitor.Functions.Host;

namespace LlmMonitor.Functions.GoldenSets;

/// <summary>Queue <c>golden-sets</c>: asks one golden set. What is not done in one go goes on with the next try of the message.</summary>
internal sealed class RunGoldenSet(WorkQueue work, ProjectStore projects, GoldenRunner runner) : IFunction
{
    public Task RunAsync(Invocation invocation, CancellationToken cancellation) =>
        work.RunAsync<GoldenPointer>(RunGoldenSets.Queue, invocation.Text ?? "", RunAsync, cancellation);

    private async Task RunAsync(GoldenPointer pointer, CancellationToken cancellation)
    {
        if (await projects.FindAsync(pointer.ProjectId, cancellation) is { } project)
            await runner.RunAsync(project, pointer.Set, pointer.Run, cancellation);
    }
}
