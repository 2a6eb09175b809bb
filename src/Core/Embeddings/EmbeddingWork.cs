using LlmMonitor.Core.Calls;
using LlmMonitor.Core.Statistics;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Options;

namespace LlmMonitor.Core.Embeddings;

/// <summary>
/// Embeds a sample of a slot's outputs. May run any number of times: what has its vector is left alone. Only texts that the project keeps
/// are there to be embedded. The slot must have been folded, which tells its calls from duplicates.
/// </summary>
public sealed class EmbeddingWork(
    CallStore calls,
    CallIndex index,
    EmbeddingStore store,
    Embedder embedder,
    IOptions<EmbeddingOptions> options
)
{
    /// <summary>Texts a request to the embedder; providers take up to 2,048, but few fat ones fail together.</summary>
    private const int TextsAtOnce = 64;

    /// <exception cref="InvalidOperationException">Another worker holds claims in this slot, or the embedder answered wrongly: try again.</exception>
    public async Task RunAsync(SlotPointer pointer, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(pointer);
        var place = SlotShard.Parse(pointer.ProjectId, pointer.SlotShard);
        var sample = await SampleAsync(place, cancellation);
        if (sample.Count == 0)
            return;
        if (!embedder.IsRemote)
        {
            // Free and always the same: written twice is written once.
            await EmbedAsync(place, sample, [], cancellation);
            return;
        }
        var ids = sample.Select(call => call.RequestId).ToList();
        var (ours, othersAtWork) = await store.ClaimAsync(place, ids, embedder.Id, cancellation);
        var open = ours.ToHashSet(StringComparer.Ordinal);
        try
        {
            await EmbedAsync(place, [.. sample.Where(call => open.Contains(call.RequestId))], open, cancellation);
        }
        finally
        {
            await store.ReleaseAsync(place, [.. open], CancellationToken.None);
        }
        if (othersAtWork)
            throw new InvalidOperationException($"Another worker is embedding outputs of slot {place.Key}; look again later.");
    }

    /// <summary>Of the calls with a text that count here, those that the hash of their id comes first for.</summary>
    private async Task<IReadOnlyList<LlmCall>> SampleAsync(SlotShard place, CancellationToken cancellation)
    {
        var (share, most) = (options.Value.SampleShare, options.Value.MostPerSlot);
        var chosen = new PriorityQueue<LlmCall, double>();
        await foreach (var call in calls.ReadAsync(place, cancellation))
        {
            if (call.TextTag is null || call.Origin == CallOrigin.Judge || !SampleOf.Id(call.RequestId, share))
                continue;
            chosen.Enqueue(call, -SampleOf.PlaceOf(call.RequestId));
            if (chosen.Count > most)
                chosen.Dequeue();
        }
        var sample = chosen.UnorderedItems.Select(item => item.Element).OrderBy(call => call.RequestId, StringComparer.Ordinal).ToList();
        if (sample.Count == 0)
            return sample;
        var counted = await index.FindAllAsync(place.ProjectId, [.. sample.Select(call => call.RequestId)], cancellation);
        return [.. sample.Where((_, at) => counted[at] == place)];
    }

    /// <param name="open">Claims; those that have their vectors are taken out.</param>
    private async Task EmbedAsync(SlotShard place, IReadOnlyList<LlmCall> sample, HashSet<string> open, CancellationToken cancellation)
    {
        foreach (var batch in sample.Chunk(TextsAtOnce / 2))
        {
            var texts = new List<TextsOf>();
            foreach (var call in batch)
                if (
                    await calls.FindTextsAsync(place, call, cancellation) is { Response: { } response } kept
                    && !string.IsNullOrWhiteSpace(response)
                )
                    texts.Add(Cut(call.RequestId, response, options.Value.Prompts ? AskedIn(kept) : null));
            var vectors = await VectorsAsync([.. texts.SelectMany(one => one.All)], cancellation);
            var at = 0;
            var embeddings = new List<OutputEmbedding>();
            foreach (var one in texts)
                embeddings.Add(
                    new OutputEmbedding(one.RequestId, embedder.Id, vectors[at++], one.Prompt is null ? null : vectors[at++], one.WasCut)
                );
            await store.WriteAsync(place, embeddings, cancellation);
            open.ExceptWith(texts.Select(one => one.RequestId));
        }
    }

    private async Task<IReadOnlyList<float[]>> VectorsAsync(IReadOnlyList<string> texts, CancellationToken cancellation)
    {
        if (texts.Count == 0)
            return [];
        var answer = await embedder.Generator.GenerateAsync(texts, cancellationToken: cancellation);
        return answer.Count == texts.Count
            ? [.. answer.Select(one => one.Vector.ToArray())]
            : throw new InvalidOperationException($"{embedder.Id} answered {answer.Count} vectors for {texts.Count} texts.");
    }

    /// <summary>The last thing the user said; empty prompts are none.</summary>
    private static string? AskedIn(CallTexts texts) =>
        texts.Prompt.LastOrDefault(message => message.Role == "user" && !string.IsNullOrWhiteSpace(message.Content))?.Content;

    private TextsOf Cut(string requestId, string response, string? prompt)
    {
        if (!embedder.IsRemote)
            return new TextsOf(requestId, response, prompt, WasCut: false);
        var most = options.Value.RemoteCharacters;
        return new TextsOf(
            requestId,
            Head(response, most),
            prompt is null ? null : Head(prompt, most),
            response.Length > most || prompt?.Length > most
        );
    }

    private static string Head(string text, int most) =>
        text.Length <= most ? text : text[..(char.IsHighSurrogate(text[most - 1]) ? most - 1 : most)];

    private sealed record TextsOf(string RequestId, string Response, string? Prompt, bool WasCut)
    {
        public IEnumerable<string> All => Prompt is null ? [Response] : [Response, Prompt];
    }
}
