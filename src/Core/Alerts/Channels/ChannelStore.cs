using System.Text.Json;
using LlmMonitor.Core.Projects;
using LlmMonitor.Core.Storage;

namespace LlmMonitor.Core.Alerts;

/// <summary>
/// The channels of a project: table <c>channels</c>, partition project, key name. Addresses, secrets and routing keys are sealed where a key is set
/// (<see cref="SecretOptions"/>), else they lie in it as they came.
/// </summary>
public sealed class ChannelStore(ITables tables, SecretBox box)
{
    public const string Table = "channels";

    /// <summary>By name.</summary>
    public async Task<IReadOnlyList<Channel>> ListAsync(string projectId, CancellationToken cancellation = default)
    {
        var channels = new List<Channel>();
        await foreach (var row in tables.ReadAsync(Table, RowRange.In(projectId), cancellation))
            channels.Add(ChannelOf(row));
        return channels;
    }

    public async Task<Channel?> FindAsync(string projectId, string name, CancellationToken cancellation = default) =>
        await tables.FindAsync(Table, projectId, name, cancellation) is { } row ? ChannelOf(row) : null;

    public Task PutAsync(string projectId, Channel channel, CancellationToken cancellation = default) =>
        tables.CommitAsync(Table, [RowChange.Put(JsonRow.Of(projectId, channel.Name, KeptOf(projectId, channel)))], cancellation);

    /// <returns>Whether there was one.</returns>
    public async Task<bool> DeleteAsync(string projectId, string name, CancellationToken cancellation = default)
    {
        if (await tables.FindAsync(Table, projectId, name, cancellation) is null)
            return false;
        await tables.CommitAsync(Table, [RowChange.Delete(projectId, name)], cancellation);
        return true;
    }

    private KeptChannel KeptOf(string projectId, Channel channel)
    {
        var secrets = new ChannelSecrets(channel.Url, channel.Secret, channel.RoutingKey);
        var text =
            secrets == ChannelSecrets.None
                ? null
                : box.Seal(JsonSerializer.Serialize(secrets, JsonRow.Options), PlaceOf(projectId, channel.Name));
        return text is null ? new(channel, null) : new(channel with { Url = null, Secret = null, RoutingKey = null }, text);
    }

    private Channel ChannelOf(Row row)
    {
        // Before there were keys a row was the channel itself.
        var kept = JsonRow.Read<KeptChannel>(row);
        var channel = kept.Channel ?? JsonRow.Read<Channel>(row);
        if (kept.Sealed is not { } text)
            return channel;
        if (box.Open(text, PlaceOf(row.Partition, row.Key)) is not { } opened)
            return channel with
            {
                Fault =
                    $"No key of {SecretOptions.Section} opens the address of this channel: set the key that sealed it, or put the channel anew.",
            };
        var secrets = JsonSerializer.Deserialize<ChannelSecrets>(opened, JsonRow.Options)!;
        return channel with { Url = secrets.Url, Secret = secrets.Secret, RoutingKey = secrets.RoutingKey };
    }

    private static string PlaceOf(string projectId, string name) => $"{Table}|{projectId}|{name}";

    private sealed record KeptChannel(Channel? Channel, string? Sealed);

    private sealed record ChannelSecrets(string? Url, string? Secret, string? RoutingKey)
    {
        public static ChannelSecrets None { get; } = new(null, null, null);
    }
}
