using System.Security.Cryptography;
using System.Text;
using LlmMonitor.Core.Storage;

namespace LlmMonitor.Core.Changes;

/// <summary>
/// Keeps changes that were told or made here: partition project, keys <c>id|id</c> for what counts under an id, <c>at|time|id</c> for lists,
/// <c>rules|name</c> for the content that rules had last. A change's rows commit together, and the first under an id stays.
/// </summary>
public sealed class ChangeStore(ITables tables, TimeProvider time)
{
    public const string Table = "changes";
    private const string AtPrefix = "at|";

    /// <summary>The same words without a time, sent again within this time, are the same change.</summary>
    private static readonly TimeSpan Repeat = TimeSpan.FromMinutes(10);

    /// <param name="change">Without an id it gets one of its content.</param>
    /// <param name="hasTime">Whether its time was given, or is that of its arrival.</param>
    /// <returns>The change that counts, and whether it is this one.</returns>
    public async Task<(Change Kept, bool IsNew)> PutAsync(
        string projectId,
        Change change,
        bool hasTime,
        CancellationToken cancellation = default
    )
    {
        ArgumentNullException.ThrowIfNull(change);
        if (change.Id.Length == 0)
        {
            var span = new DateTimeOffset(change.At.UtcTicks - change.At.UtcTicks % Repeat.Ticks, TimeSpan.Zero);
            var before = ChangeText.IdOf(change, span - Repeat);
            if (!hasTime && await FindAsync(projectId, before, cancellation) is { } told && change.At - told.At < Repeat)
                return (told, false);
            change = change with { Id = ChangeText.IdOf(change, hasTime ? change.At : span) };
        }
        try
        {
            await tables.CommitAsync(Table, RowsOf(projectId, change), cancellation);
            return (change, true);
        }
        catch (RowConflictException)
        {
            return (await FindAsync(projectId, change.Id, cancellation) ?? change, false);
        }
    }

    /// <summary>Notes that rules were set, unless they are what they were.</summary>
    /// <param name="name">Which rules: <c>checks of chat</c>. One name has one content at a time.</param>
    public async Task NoteRulesAsync(
        string projectId,
        string? endpoint,
        string name,
        string content,
        CancellationToken cancellation = default
    )
    {
        var version = Hash(content);
        var key = $"rules|{Hash(name)}";
        var row = await tables.FindAsync(Table, projectId, key, cancellation);
        var before = row is null ? null : JsonRow.Read<RulesVersion>(row);
        if (before?.Version == version)
            return;
        var now = time.GetUtcNow();
        var change = new Change("", ChangeKind.Rules, endpoint, $"Set: {name}.", now, version)
        {
            Before = before?.Version,
            Source = ChangeSource.Seen,
        };
        change = change with { Id = ChangeText.IdOf(change, now) };
        var next = JsonRow.Of(projectId, key, new RulesVersion(name, version, now), row?.ETag);
        try
        {
            await tables.CommitAsync(
                Table,
                [.. RowsOf(projectId, change), row is null ? RowChange.Insert(next) : RowChange.Update(next)],
                cancellation
            );
        }
        catch (RowConflictException) { } // Set by two at once: one of them is noted, and both hold since this moment.
    }

    /// <summary>Null where none has this id.</summary>
    public async Task<Change?> FindAsync(string projectId, string id, CancellationToken cancellation = default) =>
        await tables.FindAsync(Table, projectId, $"id|{id}", cancellation) is { } row ? JsonRow.Read<Change>(row) : null;

    /// <summary>Oldest first.</summary>
    public async Task<IReadOnlyList<Change>> ReadAsync(
        string projectId,
        DateTimeOffset from,
        DateTimeOffset before,
        CancellationToken cancellation = default
    )
    {
        var changes = new List<Change>();
        await foreach (
            var row in tables.ReadAsync(Table, RowRange.Keys(projectId, AtPrefix + TimeKey(from), AtPrefix + TimeKey(before)), cancellation)
        )
            changes.Add(JsonRow.Read<Change>(row));
        return changes;
    }

    /// <summary>Of the row that counts, and of its copy in the order of time.</summary>
    internal static string[] KeysOf(Change change) => [$"id|{change.Id}", $"{AtPrefix}{TimeKey(change.At)}|{change.Id}"];

    private static RowChange[] RowsOf(string projectId, Change change) =>
        KeysOf(change) is [var id, var at]
            ? [RowChange.Insert(JsonRow.Of(projectId, id, change)), RowChange.Put(JsonRow.Of(projectId, at, change))]
            : [];

    private static string TimeKey(DateTimeOffset time) => time.UtcTicks.ToString("d19");

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 6));

    private sealed record RulesVersion(string Name, string Version, DateTimeOffset At);
}
