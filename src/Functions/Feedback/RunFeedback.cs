using LlmMonitor.Core.Feedback;
using LlmMonitor.Core.Projects;
using LlmMonitor.Core.Storage;
using LlmMonitor.Functions.Host;

namespace LlmMonitor.Functions.Feedback;

/// <summary>Timer, each five minutes: a message for each project, to join feedback with its calls, and once an hour to judge it.</summary>
internal sealed class RunFeedback(ProjectStore projects, WorkQueue queue, TimeProvider time) : IFunction
{
    public async Task RunAsync(Invocation invocation, CancellationToken cancellation)
    {
        var isFirstOfHour = time.GetUtcNow().Minute < 5;
        foreach (var project in await projects.ListAsync(cancellation))
            await queue.SendAsync(FeedbackDesk.Queue, new FeedbackPointer(project.Id, isFirstOfHour), project.Id, null, cancellation);
    }
}
