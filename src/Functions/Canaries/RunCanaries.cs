using LlmMonitor.Core.Probes;
using LlmMonitor.Core.Projects;
using LlmMonitor.Core.Storage;
using LlmMonitor.Functions.Host;

namespace LlmMonitor.Functions.Canaries;

/// <summary>Timer, hourly: a message for each project. The run is named after its hour, so that a timer that fires twice asks once.</summary>
internal sealed class RunCanaries(ProjectStore projects, WorkQueue queue, TimeProvider time) : IFunction
{
    public const string Queue = "canaries";

    public async Task RunAsync(Invocation invocation, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        var run = RunClaims.NameOf(new DateTimeOffset(now.Year, now.Month, now.Day, now.Hour, 0, 0, TimeSpan.Zero));
        foreach (var project in await projects.ListAsync(cancellation))
            await queue.SendAsync(Queue, new CanaryPointer(project.Id, run), project.Id, null, cancellation);
    }
}

/// <summary>What a message in the canaries queue says.</summary>
internal sealed record CanaryPointer(string ProjectId, string Run);
