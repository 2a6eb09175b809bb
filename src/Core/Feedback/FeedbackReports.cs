using LlmMonitor.Core.Calls;
using LlmMonitor.Core.Projects;
using LlmMonitor.Core.Rollups;
using Microsoft.Extensions.Options;

namespace LlmMonitor.Core.Feedback;

/// <summary>Gathers what a feedback report is built from.</summary>
public sealed class FeedbackReports(FeedbackStore store, RollupReader rollups, IOptions<FeedbackOptions> options)
{
    public async Task<FeedbackReport> ReadAsync(
        Project project,
        DateTimeOffset from,
        DateTimeOffset to,
        RollupDimension? groupBy,
        CancellationToken cancellation
    )
    {
        ArgumentNullException.ThrowIfNull(project);
        var items = await store.ReadAsync(project.Id, from, to, cancellation).ToListAsync(cancellation);
        var rollup = await rollups.ReadAsync(project.Id, Minute.Of(from), Minute.AtOrAfter(to), cancellation);
        var requests = rollup.Cells.Where(cell => cell.Key.Origin == CallOrigin.User).Select(cell => (cell.Key, cell.Value.Calls));
        return FeedbackReport.Build(from, to, groupBy, items, [.. requests], options.Value.MostPerUserDay);
    }
}
