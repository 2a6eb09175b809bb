using LlmMonitor.Core.Projects;
using LlmMonitor.Core.Storage;
using LlmMonitor.Functions.Host;

namespace LlmMonitor.Functions.Reports;

/// <summary>Timer, each quarter of an hour: a message for each project, whose own zone says what is due.</summary>
internal sealed class WriteReports(ProjectStore projects, WorkQueue queue) : IFunction
{
    public const string Queue = "reports";

    public async Task RunAsync(Invocation invocation, CancellationToken cancellation)
    {
        foreach (var project in await projects.ListAsync(cancellation))
            await queue.SendAsync(Queue, new ReportPointer(project.Id), project.Id, null, cancellation);
    }
}

/// <summary>What a message in the reports queue says.</summary>
internal sealed record ReportPointer(string ProjectId);
