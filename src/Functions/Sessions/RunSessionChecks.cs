using LlmMonitor.Core.Projects;
using LlmMonitor.Core.Storage;
using LlmMonitor.Functions.Host;

namespace LlmMonitor.Functions.Sessions;

/// <summary>Timer, each hour: a message for each project.</summary>
internal sealed class RunSessionChecks(ProjectStore projects, WorkQueue queue) : IFunction
{
    public const string Queue = "sessions";

    public async Task RunAsync(Invocation invocation, CancellationToken cancellation)
    {
        foreach (var project in await projects.ListAsync(cancellation))
            await queue.SendAsync(Queue, new SessionsPointer(project.Id), project.Id, null, cancellation);
    }
}

/// <summary>What a message in the sessions queue says.</summary>
internal sealed record SessionsPointer(string ProjectId);
