using LlmMonitor.Core.Projects;
using LlmMonitor.Core.Safety.Reviews;
using LlmMonitor.Core.Storage;
using LlmMonitor.Functions.Host;

namespace LlmMonitor.Functions.Safety.Reviews;

/// <summary>Queue <c>reviews</c>: makes items of what the gate has found, and says whether people are late. Twice does no harm.</summary>
internal sealed class CheckProjectReviews(WorkQueue work, ProjectStore projects, GateReviews gate, ReviewWatch watch) : IFunction
{
    public Task RunAsync(Invocation invocation, CancellationToken cancellation) =>
        work.RunAsync<ReviewsPointer>(CheckReviews.Queue, invocation.Text ?? "", RunAsync, cancellation);

    private async Task RunAsync(ReviewsPointer pointer, CancellationToken cancellation)
    {
        if (await projects.FindAsync(pointer.ProjectId, cancellation) is not { } project)
            return;
        await gate.RunAsync(project, cancellation);
        await watch.RunAsync(project.Id, cancellation);
    }
}
