using LlmMonitor.Core.Monitors;
using LlmMonitor.Core.Projects;
using LlmMonitor.Core.Storage;
using LlmMonitor.Functions.Host;

namespace LlmMonitor.Functions.Monitors;

/// <summary>Timer, each minute as soon as the last one is surely folded: a message for each project.</summary>
internal sealed class RunMonitors(ProjectStore projects, WorkQueue queue, TimeProvider time) : IFunction
{
    public const string Queue = "monitors";

    public async Task RunAsync(Invocation invocation, CancellationToken cancellation)
    {
        var minute = MonitorWindowReader.EndAt(time.GetUtcNow()).Number;
        foreach (var project in await projects.ListAsync(cancellation))
            await queue.SendAsync(Queue, new MonitorPointer(project.Id, minute), project.Id, null, cancellation);
    }
}

/// <summary>What a message in the monitors queue says.</summary>
/// <param name="Minute">The end of the window when it was sent (<see cref="Core.Rollups.Minute.Number"/>).</param>
internal sealed record MonitorPointer(string ProjectId, long Minute);
