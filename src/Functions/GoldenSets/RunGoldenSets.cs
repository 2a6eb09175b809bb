using System.Globalization;
using LlmMonitor.Core.GoldenSets;
using LlmMonitor.Core.Projects;
using LlmMonitor.Core.Storage;
using LlmMonitor.Functions.Host;

namespace LlmMonitor.Functions.GoldenSets;

/// <summary>Timer, daily: a message for each golden set of each project. The run is named after its day, so that a timer that fires twice asks once.</summary>
internal sealed class RunGoldenSets(ProjectStore projects, GoldenStore sets, WorkQueue queue, TimeProvider time) : IFunction
{
    public const string Queue = "golden-sets";

    public async Task RunAsync(Invocation invocation, CancellationToken cancellation)
    {
        var run = time.GetUtcNow().ToString("yyyyMMdd'000000'", CultureInfo.InvariantCulture);
        foreach (var project in await projects.ListAsync(cancellation))
        foreach (var set in await sets.ListAsync(project.Id, cancellation))
            await queue.SendAsync(Queue, new GoldenPointer(project.Id, set.Name, run), project.Id, null, cancellation);
    }
}

/// <summary>What a message in the golden-sets queue says.</summary>
internal sealed record GoldenPointer(string ProjectId, string Set, string Run);
