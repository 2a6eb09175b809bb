using LlmMonitor.Core.Feedback;
using LlmMonitor.Core.Projects;
using LlmMonitor.Core.Storage;
using LlmMonitor.Functions.Host;

namespace LlmMonitor.Functions.Feedback;

/// <summary>Queue <c>feedback</c>: joins a project's waiting feedback with its calls, and once an hour judges what users say. Twice does no harm.</summary>
internal sealed class RunProjectFeedback(WorkQueue work, ProjectStore projects, FeedbackDesk desk, FeedbackWatch watch, TimeProvider time)
    : IFunction
{
    public Task RunAsync(Invocation invocation, CancellationToken cancellation) =>
        work.RunAsync<FeedbackPointer>(FeedbackDesk.Queue, invocation.Text ?? "", RunAsync, cancellation);

    private async Task RunAsync(FeedbackPointer pointer, CancellationToken cancellation)
    {
        if (await projects.FindAsync(pointer.ProjectId, cancellation) is not { } project)
            return;
        await desk.JoinAsync(project.Id, olderToo: pointer.Judge, cancellation);
        if (pointer.Judge)
            await watch.RunAsync(project, time.GetUtcNow(), cancellation);
    }
}
