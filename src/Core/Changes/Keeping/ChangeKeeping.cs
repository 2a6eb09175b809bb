using LlmMonitor.Core.Privacy;
using LlmMonitor.Core.Storage;

namespace LlmMonitor.Core.Changes;

/// <summary>Changes go with the figures that they explain. Which versions were seen stays: an old one would be taken for new.</summary>
public sealed class ChangeKeeping(ChangeStore store, ITables tables) : IRetained
{
    public async Task ForgetAsync(Forgetting forgetting, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(forgetting);
        var old = await store.ReadAsync(forgetting.Project.Id, DateTimeOffset.MinValue, forgetting.Before.Figures, cancellation);
        var rows = old.SelectMany(change => ChangeStore.KeysOf(change))
            .Select(key => new Row(forgetting.Project.Id, key, Row.NoValues))
            .ToList();
        await tables.DeleteAllAsync(ChangeStore.Table, rows, cancellation);
        forgetting.Count(ChangeStore.Table, rows.Count);
    }
}
