using Microsoft.Extensions.AI;
using OpenAI.Embeddings;
using AI = Microsoft.Extensions.AI;

namespace LlmMonitor.Functions.OpenAI;

/// <summary>One embedding model as an <see cref="IEmbeddingGenerator{TInput, TEmbedding}"/>; see <see cref="ChatAdapter"/> for why.</summary>
internal sealed class EmbeddingAdapter(EmbeddingClient client, string model, Uri endpoint, string who, TimeSpan timeout, TimeProvider time)
    : IEmbeddingGenerator<string, Embedding<float>>
{
    /// <summary>One request for all texts; the vectors come in their order.</summary>
    /// <inheritdoc cref="ModelFaults.GuardAsync" path="/exception"/>
    public Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<string> values,
        AI.EmbeddingGenerationOptions? options = null,
        CancellationToken cancellationToken = default
    )
    {
        var texts = values.ToList();
        return texts.Count == 0
            ? Task.FromResult(new GeneratedEmbeddings<Embedding<float>>())
            : ModelFaults.GuardAsync(who, timeout, time, token => AskAsync(texts, options?.Dimensions, token), cancellationToken);
    }

    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceKey is not null ? null
        : serviceType == typeof(EmbeddingGeneratorMetadata) ? new EmbeddingGeneratorMetadata("openai", endpoint, model)
        : serviceType.IsInstanceOfType(this) ? this
        : serviceType.IsInstanceOfType(client) ? client
        : null;

    public void Dispose() { }

    private async Task<GeneratedEmbeddings<Embedding<float>>> AskAsync(List<string> texts, int? dimensions, CancellationToken cancellation)
    {
        var answer = (await client.GenerateEmbeddingsAsync(texts, new() { Dimensions = dimensions }, cancellation)).Value;
        var embeddings = answer
            .OrderBy(one => one.Index)
            .Select(one => new Embedding<float>(one.ToFloats()) { ModelId = answer.Model })
            .ToList();
        if (embeddings.Count != texts.Count || embeddings.Exists(one => one.Vector.Length != embeddings[0].Vector.Length))
            throw new FormatException($"{embeddings.Count} vectors for {texts.Count} texts, or of different lengths.");
        return new(embeddings)
        {
            Usage = answer.Usage is { } usage
                ? new() { InputTokenCount = usage.InputTokenCount, TotalTokenCount = usage.TotalTokenCount }
                : null,
        };
    }
}
