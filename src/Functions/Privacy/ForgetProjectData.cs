using LlmMonitor.Core.Privacy;
using LlmMonitor.Core.Projects;
using LlmMonitor.Core.Storage;
using LlmMonitor.Functions.Host;

namespace LlmMonitor.Functions.Privacy;

/// <summary>Queue <c>retention</c>: deletes what one project keeps no longer. What a run does not manage goes on with another message.</summary>
internal sealed class ForgetProjectData(WorkQueue work, ProjectStore projects, ForgetRun run, ILogger<ForgetProjectData> log) : IFunction
{
    public Task RunAsync(Invocation invocation, CancellationToken cancellation) =>
        work.RunAsync<RetentionPointer>(ForgetOldData.Queue, invocation.Text ?? "", RunAsync, cancellation);

    private async Task RunAsync(RetentionPointer pointer, CancellationToken cancellation)
    {
        if (await projects.FindAsync(pointer.ProjectId, cancellation) is not { } project)
            return;
        var (deleted, isDone) = await run.RunAsync(project, cancellation);
        if (deleted.Count > 0)
            log.LogInformation("Of project {Project} {Count} rows past their time were deleted.", project.Id, deleted.Values.Sum());
        if (!isDone)
            await work.SendAsync(ForgetOldData.Queue, pointer, project.Id, null, cancellation);
    }
}
