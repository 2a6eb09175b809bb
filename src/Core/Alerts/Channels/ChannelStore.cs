using LlmMonitor.Core.Storage;

namespace LlmMonitor.Core.Alerts;

/// <summary>The channels of a project: table <c>channels</c>, partition project, key name. Secrets lie in it as they came: docs/reference/channels.md.</summary>
public sealed class ChannelStore(ITables tables)
{
    public const string Table = "channels";

    /// <summary>By name.</summary>
    public async Task<IReadOnlyList<Channel>> ListAsync(string projectId, CancellationToken cancellation = default)
    {
        var channels = new List<Channel>();
        await foreach (var row in tables.ReadAsync(Table, RowRange.In(projectId), cancellation))
            channels.Add(JsonRow.Read<Channel>(row));
        return channels;
    }

    public async Task<Channel?> FindAsync(string projectId, string name, CancellationToken cancellation = default) =>
        await tables.FindAsync(Table, projectId, name, cancellation) is { } row ? JsonRow.Read<Channel>(row) : null;

    public Task PutAsync(string projectId, Channel channel, CancellationToken cancellation = default) =>
        tables.CommitAsync(Table, [RowChange.Put(JsonRow.Of(projectId, channel.Name, channel))], cancellation);

    /// <returns>Whether there was one.</returns>
    public async Task<bool> DeleteAsync(string projectId, string name, CancellationToken cancellation = default)
    {
        if (await tables.FindAsync(Table, projectId, name, cancellation) is null)
            return false;
        await tables.CommitAsync(Table, [RowChange.Delete(projectId, name)], cancellation);
        return true;
    }
}
