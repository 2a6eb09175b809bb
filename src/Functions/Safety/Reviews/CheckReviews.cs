using LlmMonitor.Core.Projects;
using LlmMonitor.Core.Storage;
using LlmMonitor.Functions.Host;

namespace LlmMonitor.Functions.Safety.Reviews;

/// <summary>Timer, each minute: a message for each project. What is critical is due within the hour.</summary>
internal sealed class CheckReviews(ProjectStore projects, WorkQueue queue) : IFunction
{
    public const string Queue = "reviews";

    public async Task RunAsync(Invocation invocation, CancellationToken cancellation)
    {
        foreach (var project in await projects.ListAsync(cancellation))
            await queue.SendAsync(Queue, new ReviewsPointer(project.Id), project.Id, null, cancellation);
    }
}

/// <summary>What a message in the reviews queue says.</summary>
internal sealed record ReviewsPointer(string ProjectId);
