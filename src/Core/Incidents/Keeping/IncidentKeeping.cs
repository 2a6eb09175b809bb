using LlmMonitor.Core.Privacy;
using LlmMonitor.Core.Storage;

namespace LlmMonitor.Core.Incidents;

/// <summary>Closed incidents go with the figures that they explain; open ones stay until they are closed.</summary>
public sealed class IncidentKeeping(IncidentStore store, ITables tables) : IRetained
{
    public async Task ForgetAsync(Forgetting forgetting, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(forgetting);
        var project = forgetting.Project.Id;
        await foreach (var (key, incident) in store.ListAsync(project, IncidentStore.ListKey(forgetting.Before.Figures, ""), cancellation))
        {
            if (forgetting.IsOver)
                return;
            if (incident.State != IncidentState.Closed || incident.ClosedAt >= forgetting.Before.Figures)
                continue;
            await forgetting.DeleteAsync(
                IncidentStore.Table,
                RowRange.WithPrefix(project, IncidentStore.LinePrefix(incident.Id)),
                cancellation: cancellation
            );
            // The list last: a kill in between leaves it to the next run.
            string[] keys = [.. IncidentStore.KeysOf(incident), key];
            await tables.DeleteAllAsync(IncidentStore.Table, [.. keys.Select(each => new Row(project, each, Row.NoValues))], cancellation);
            forgetting.Count(IncidentStore.Table, keys.Length);
        }
    }
}
