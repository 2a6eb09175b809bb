using Microsoft.Extensions.AI;

namespace LlmMonitor.Core.Embeddings;

/// <summary>What turns texts into vectors.</summary>
/// <param name="Id">Names the method for good: vectors are only compared with those of the same id. An id of a remote model names its host and model.</param>
/// <param name="IsRemote">Each text costs money and leaves the house.</param>
public sealed record Embedder(string Id, bool IsRemote, IEmbeddingGenerator<string, Embedding<float>> Generator)
{
    public static Embedder Local { get; } = new(LexicalEmbedder.Id, false, new LexicalEmbedder());
}
