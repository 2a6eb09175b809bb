using LlmMonitor.Core.Projects;
using LlmMonitor.Core.Storage;

namespace LlmMonitor.Core.Privacy;

/// <summary>
/// Deletes what a project keeps no longer, table by table. A run takes a bounded time; what is left is for the next. It may be killed anywhere and
/// run twice at once: it only deletes, and everything that it deletes is past use.
/// </summary>
public sealed class ForgetRun(
    ITables tables,
    IReadOnlyList<KeptTable> kept,
    IEnumerable<IRetained> rooms,
    ProjectStore projects,
    TimeProvider time
)
{
    /// <summary>A function is stopped after four minutes: well before, the rest is put off.</summary>
    public static TimeSpan Slice { get; } = TimeSpan.FromSeconds(150);

    /// <returns>Rows deleted by table, and whether all is done.</returns>
    public async Task<(IReadOnlyDictionary<string, long> Deleted, bool IsDone)> RunAsync(Project project, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(project);
        var now = time.GetUtcNow();
        var before = Cutoffs.Of(project.Settings, now);
        // Nobody takes, rebuilds or counts on calls of that time from here on; only then they go.
        await projects.KeepCallsFromAsync(project.Id, before.CallsKeptFrom, cancellation);
        var forgetting = new Forgetting(tables, project, before, now, () => time.GetUtcNow() - now >= Slice);
        foreach (var table in kept.Where(table => table.IsSwept))
        {
            var cutoff = before.Of(table.For);
            await forgetting.DeleteAsync(
                table.Name,
                table.Age!.Range(project.Id, cutoff),
                row => table.Age.IsOld(row, cutoff),
                cancellation: cancellation
            );
        }
        foreach (var room in rooms)
            if (!forgetting.IsOver)
                await room.ForgetAsync(forgetting, cancellation);
        return (forgetting.Deleted, !forgetting.IsOver);
    }
}
