using System.Runtime.CompilerServices;
using LlmMonitor.Core.Calls;
using LlmMonitor.Core.Storage;

namespace LlmMonitor.Core.Embeddings;

/// <summary>
/// Keeps vectors beside the calls: partition project|slot|shard as theirs, key request id. A row without a vector is a claim: its worker
/// is about to pay for the vector, and nobody else shall until the claim's time is over.
/// </summary>
public sealed class EmbeddingStore(ITables tables, TimeProvider time)
{
    public const string Table = "embeddings";

    /// <summary>Pointers to slots whose outputs are to be embedded (<see cref="SlotPointer"/>).</summary>
    public const string Queue = "embeddings";

    /// <summary>Longer than a worker takes, so that a claim outlives only a worker that died.</summary>
    private static readonly TimeSpan ClaimFor = TimeSpan.FromMinutes(5);

    /// <summary>Writes vectors over whatever lies there: a claim, or the vector of another embedder.</summary>
    public Task WriteAsync(SlotShard place, IReadOnlyList<OutputEmbedding> embeddings, CancellationToken cancellation = default) =>
        tables.PutAllAsync(Table, [.. embeddings.Select(one => RowOf(place, one))], cancellation);

    /// <summary>The vectors of a slot's shard by one embedder, by request id.</summary>
    public IAsyncEnumerable<OutputEmbedding> ReadAsync(SlotShard place, string embedder, CancellationToken cancellation = default) =>
        ReadRangeAsync(RowRange.In(place.Partition), embedder, cancellation);

    /// <summary>The vectors of calls received in a span by one embedder, oldest slot first.</summary>
    public IAsyncEnumerable<OutputEmbedding> ReadAsync(
        string projectId,
        DateTimeOffset from,
        DateTimeOffset before,
        string embedder,
        CancellationToken cancellation = default
    ) => ReadRangeAsync(RowRange.Partitions($"{projectId}|{Slot.Of(from)}", $"{projectId}|{Slot.Of(before)}"), embedder, cancellation);

    /// <summary>The vectors of one call; null where there are none by this embedder.</summary>
    public async Task<OutputEmbedding?> FindAsync(
        SlotShard place,
        string requestId,
        string embedder,
        CancellationToken cancellation = default
    ) => await tables.FindAsync(Table, place.Partition, requestId, cancellation) is { } row ? EmbeddingOf(row, embedder) : null;

    /// <summary>
    /// Claims calls that have no vector by this embedder yet. Who gets a claim writes the vector or gives the claim back.
    /// </summary>
    /// <returns>The ids that are the caller's now, and whether others hold claims that may still come to nothing.</returns>
    public async Task<(IReadOnlyList<string> Ours, bool OthersAtWork)> ClaimAsync(
        SlotShard place,
        IReadOnlyList<string> requestIds,
        string embedder,
        CancellationToken cancellation = default
    )
    {
        var ours = new List<string>();
        var othersAtWork = false;
        foreach (var id in requestIds)
        {
            var there = await tables.FindAsync(Table, place.Partition, id, cancellation);
            if (there is not null && there.Text("embedder") == embedder)
            {
                if (there.Bytes("output") is not null)
                    continue;
                if (there.Time("claimed_until") > time.GetUtcNow())
                {
                    othersAtWork = true;
                    continue;
                }
            }
            if (await TryClaimAsync(ClaimOf(place, id, embedder) with { ETag = there?.ETag }, cancellation))
                ours.Add(id);
            else
                othersAtWork = true;
        }
        return (ours, othersAtWork);
    }

    /// <summary>Gives claims back, so that another try need not wait until they are over.</summary>
    public Task ReleaseAsync(SlotShard place, IReadOnlyList<string> requestIds, CancellationToken cancellation = default) =>
        tables.DeleteAllAsync(Table, [.. requestIds.Select(id => new Row(place.Partition, id, Row.NoValues))], cancellation);

    private async Task<bool> TryClaimAsync(Row claim, CancellationToken cancellation)
    {
        try
        {
            await tables.CommitAsync(Table, [claim.ETag is null ? RowChange.Insert(claim) : RowChange.Update(claim)], cancellation);
            return true;
        }
        catch (RowConflictException)
        {
            return false;
        }
    }

    private async IAsyncEnumerable<OutputEmbedding> ReadRangeAsync(
        RowRange range,
        string embedder,
        [EnumeratorCancellation] CancellationToken cancellation
    )
    {
        await foreach (var row in tables.ReadAsync(Table, range, cancellation))
            if (EmbeddingOf(row, embedder) is { } embedding)
                yield return embedding;
    }

    private Row ClaimOf(SlotShard place, string requestId, string embedder) =>
        new(
            place.Partition,
            requestId,
            new Dictionary<string, object>(StringComparer.Ordinal)
            {
                ["embedder"] = embedder,
                ["claimed_until"] = time.GetUtcNow() + ClaimFor,
            }
        );

    private static Row RowOf(SlotShard place, OutputEmbedding embedding)
    {
        var values = new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["embedder"] = embedding.Embedder,
            ["output"] = PackedVector.Pack(embedding.Output),
            ["cut"] = embedding.Cut,
        };
        if (embedding.Prompt is { } prompt)
            values["prompt"] = PackedVector.Pack(prompt);
        return new Row(place.Partition, embedding.RequestId, values);
    }

    private static OutputEmbedding? EmbeddingOf(Row row, string embedder) =>
        row.Text("embedder") == embedder && row.Bytes("output") is { } output
            ? new OutputEmbedding(
                row.Key,
                embedder,
                PackedVector.Unpack(output),
                row.Bytes("prompt") is { } prompt ? PackedVector.Unpack(prompt) : null,
                row.Flag("cut") ?? false
            )
            : null;
}
