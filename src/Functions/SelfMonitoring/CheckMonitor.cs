using LlmMonitor.Core.Projects;
using LlmMonitor.Core.SelfMonitoring;
using LlmMonitor.Core.Storage;
using LlmMonitor.Functions.Host;

namespace LlmMonitor.Functions.SelfMonitoring;

/// <summary>Timer, each five minutes: looks whether the monitor itself works, and sends a message for each project.</summary>
internal sealed class CheckMonitor(ProjectStore projects, SelfRun run, WorkQueue queue, TimeProvider time) : IFunction
{
    public const string Queue = "self-checks";

    public async Task RunAsync(Invocation invocation, CancellationToken cancellation)
    {
        var all = await projects.ListAsync(cancellation);
        foreach (var project in all)
            await queue.SendAsync(Queue, new SelfPointer(project.Id), project.Id, null, cancellation);
        if (all.FirstOrDefault(project => project.Id == Project.DefaultId) is { } operators)
            await run.RunAsync(operators, time.GetUtcNow(), cancellation);
    }
}

/// <summary>What a message in the self-checks queue says.</summary>
internal sealed record SelfPointer(string ProjectId);
