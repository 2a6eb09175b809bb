using LlmMonitor.Core.Projects;
using LlmMonitor.Core.Storage;
using LlmMonitor.Functions.Host;

namespace LlmMonitor.Functions.Privacy;

/// <summary>Timer, every six hours: a message for each project.</summary>
internal sealed class ForgetOldData(ProjectStore projects, WorkQueue queue) : IFunction
{
    public const string Queue = "retention";

    public async Task RunAsync(Invocation invocation, CancellationToken cancellation)
    {
        foreach (var project in await projects.ListAsync(cancellation))
            await queue.SendAsync(Queue, new RetentionPointer(project.Id), project.Id, null, cancellation);
    }
}

/// <summary>What a message in the retention queue says.</summary>
internal sealed record RetentionPointer(string ProjectId);
