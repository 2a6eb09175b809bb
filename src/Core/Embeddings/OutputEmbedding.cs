namespace LlmMonitor.Core.Embeddings;

/// <summary>The vectors of one call.</summary>
/// <param name="Embedder">The id of the <see cref="Embeddings.Embedder"/> that made both.</param>
/// <param name="Prompt">Of the last user message; null where prompts are not kept or not embedded.</param>
/// <param name="Cut">A text was longer than the embedder takes, and only its beginning was seen.</param>
public sealed record OutputEmbedding(string RequestId, string Embedder, float[] Output, float[]? Prompt, bool Cut);
