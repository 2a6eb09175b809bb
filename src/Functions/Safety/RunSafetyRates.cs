using LlmMonitor.Core.Projects;
using LlmMonitor.Core.Storage;
using LlmMonitor.Functions.Host;

namespace LlmMonitor.Functions.Safety;

/// <summary>Timer, each five minutes: a message for each project.</summary>
internal sealed class RunSafetyRates(ProjectStore projects, WorkQueue queue) : IFunction
{
    public const string Queue = "safety";

    public async Task RunAsync(Invocation invocation, CancellationToken cancellation)
    {
        foreach (var project in await projects.ListAsync(cancellation))
            await queue.SendAsync(Queue, new SafetyPointer(project.Id), project.Id, null, cancellation);
    }
}

/// <summary>What a message in the safety queue says.</summary>
internal sealed record SafetyPointer(string ProjectId);
