using LlmMonitor.Core.Monitors;
using LlmMonitor.Core.Projects;
using LlmMonitor.Core.Rollups;

namespace LlmMonitor.Core.Drift;

/// <summary>Gathers what a quality report is built from.</summary>
public sealed class QualityReports(RollupReader rollups, StreamStore streams, ShapeRollups shapes, FindingStore findings, TimeProvider time)
{
    /// <param name="endpoint">Only this one; null is all.</param>
    public async Task<QualityReport> ReadAsync(
        Project project,
        DateTimeOffset from,
        DateTimeOffset to,
        string? endpoint,
        CancellationToken cancellation
    ) =>
        QualityReport.Build(
            from,
            to,
            await rollups.ReadAsync(project.Id, Minute.Of(from), Minute.AtOrAfter(to), cancellation),
            await streams.ListAsync(project.Id, cancellation),
            await shapes.ReadAsync(project.Id, from, to, cancellation),
            await findings.ReadAsync(project.Id, time.GetUtcNow(), cancellation),
            endpoint
        );
}
