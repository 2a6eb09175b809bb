using LlmMonitor.Core.Projects;
using LlmMonitor.Core.Storage;
using LlmMonitor.Functions.Host;

namespace LlmMonitor.Functions.Drift;

/// <summary>Timer, each hour: a message for each project.</summary>
internal sealed class RunDriftChecks(ProjectStore projects, WorkQueue queue) : IFunction
{
    public const string Queue = "drift";

    public async Task RunAsync(Invocation invocation, CancellationToken cancellation)
    {
        foreach (var project in await projects.ListAsync(cancellation))
            await queue.SendAsync(Queue, new DriftPointer(project.Id), project.Id, null, cancellation);
    }
}

/// <summary>What a message in the drift queue says.</summary>
internal sealed record DriftPointer(string ProjectId);
