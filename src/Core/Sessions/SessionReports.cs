using LlmMonitor.Core.Projects;
using LlmMonitor.Core.Rollups;
using Microsoft.Extensions.Options;

namespace LlmMonitor.Core.Sessions;

/// <summary>Gathers what a session report is built from.</summary>
public sealed class SessionReports(SessionStore store, IOptions<SessionsOptions> options, TimeProvider time)
{
    public async Task<SessionReport> ReadAsync(
        Project project,
        DateTimeOffset from,
        DateTimeOffset to,
        RollupDimension? groupBy,
        CancellationToken cancellation
    )
    {
        ArgumentNullException.ThrowIfNull(project);
        var sessions = await store.ReadAsync(project.Id, from, to, cancellation).ToListAsync(cancellation);
        return SessionReport.Build(from, to, groupBy, sessions, time.GetUtcNow(), options.Value.Timeout);
    }
}
