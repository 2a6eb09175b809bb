using LlmMonitor.Core.Alerts;
using LlmMonitor.Core.Projects;
using LlmMonitor.Core.Storage;
using Microsoft.Extensions.Options;

namespace LlmMonitor.Core.Incidents;

/// <summary>
/// Brings alerts to incidents. It is told of no event: each minute it compares the alerts that stand with the incidents that know them, so that nothing
/// is lost where a run dies anywhere, and nothing opens twice where two run at once.
/// </summary>
public sealed class IncidentJoining(AlertStore alerts, IncidentStore incidents, WorkQueue queue, IOptions<IncidentOptions> options)
{
    public const string Queue = "incidents";
    private const int Attempts = 8;

    /// <summary>An alert that ended before anybody saw it here still opens its incident.</summary>
    private static readonly TimeSpan SeenAfterItsEnd = TimeSpan.FromHours(1);

    public async Task RunAsync(Project project, DateTimeOffset now, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(project);
        var kept = (await alerts.ReadAsync(project.Id, cancellation)).Values.Select(alert => alert.State).ToList();
        var (index, _) = await JoinAllAsync(project.Id, kept, now, cancellation);
        foreach (var due in index.Open.Where(open => open.DueAt <= now))
            await queue.SendAsync(Queue, new IncidentPointer(project.Id, due.Id), project.Id, null, cancellation);
    }

    private async Task<(IncidentIndex Index, string? ETag)> JoinAllAsync(
        string projectId,
        List<AlertState> kept,
        DateTimeOffset now,
        CancellationToken cancellation
    )
    {
        var known = kept.Select(alert => AlertRules.IdOf(projectId, alert)).ToHashSet(StringComparer.Ordinal);
        for (var attempt = 1; ; attempt++)
            try
            {
                var (index, etag) = await incidents.ReadIndexAsync(projectId, cancellation);
                var fresh = kept.Where(alert => IsHeard(alert, now))
                    .OrderByDescending(alert => alert.Severity)
                    .ThenBy(alert => alert.Since)
                    .Where(alert => !index.Alerts.ContainsKey(AlertRules.IdOf(projectId, alert)))
                    .ToList();
                foreach (var alert in fresh)
                    if (await JoinAsync(projectId, index.Without(known), etag, alert, now, cancellation))
                        (index, etag) = await incidents.ReadIndexAsync(projectId, cancellation);
                return (index, etag);
            }
            catch (RowConflictException) when (attempt < Attempts) { } // another run was faster: look again
    }

    /// <returns>Whether the index changed.</returns>
    private async Task<bool> JoinAsync(
        string projectId,
        IncidentIndex index,
        string? etag,
        AlertState state,
        DateTimeOffset now,
        CancellationToken cancellation
    )
    {
        var (endpoint, cause) = (IncidentScope.EndpointOf(state.Verdict), IncidentScope.CauseOf(state.Verdict));
        var alert = IncidentScope.AlertOf(projectId, state, now);
        var window = TimeSpan.FromHours(options.Value.JoinHours);
        var home = index
            .Open.Where(open => IncidentScope.Overlaps(open, endpoint, cause) && now - open.LastAlertAt <= window)
            .MaxBy(open => open.LastAlertAt);
        if (home is not null)
        {
            await incidents.ChangeAsync(
                projectId,
                home.Id,
                before => IncidentRules.Join(before, alert, now) is var (next, line) ? new(next, line) : null,
                cancellation
            );
            return true;
        }
        if (state.Severity < options.Value.OpenFrom)
            return false;
        var (opened, first) = IncidentRules.Open(alert, endpoint, cause, now);
        await incidents.SaveAsync(projectId, index, etag, null, new(opened, first), cancellation);
        return true;
    }

    /// <summary>A silenced alert is told to nobody, and so not by an incident.</summary>
    private bool IsHeard(AlertState alert, DateTimeOffset now) =>
        !options.Value.LeaveOut.Contains(alert.Rule)
        && (
            alert.Standing is AlertStanding.Firing or AlertStanding.Acknowledged
            || (alert.Standing == AlertStanding.Resolved && alert.WorstTold is not null && now - alert.ResolvedAt < SeenAfterItsEnd)
        );
}

/// <summary>What a message in the incidents queue says.</summary>
public sealed record IncidentPointer(string ProjectId, string IncidentId);
