using System.ComponentModel.DataAnnotations;

namespace LlmMonitor.Core.Embeddings;

/// <summary>Which outputs are embedded, and by what. Section <c>LlmMonitor:Embeddings</c>.</summary>
public sealed class EmbeddingOptions
{
    public const string Section = "LlmMonitor:Embeddings";

    public EmbedderChoice Embedder { get; set; } = EmbedderChoice.Local;

    /// <summary>The share of outputs, chosen by a hash of the request id. 0 embeds nothing.</summary>
    [Range(0.0, 1.0)]
    public double SampleShare { get; set; } = 1;

    /// <summary>
    /// At most so many outputs of one slot (a few seconds) and shard: a quiet endpoint is seen whole, a busy one is thinned by the same hash.
    /// </summary>
    [Range(1, 1000)]
    public int MostPerSlot { get; set; } = 100;

    /// <summary>Embed the last user message of the prompt too: a change of what is asked is then told from a change of what is answered.</summary>
    public bool Prompts { get; set; } = true;

    /// <summary>
    /// A remote embedder sees so many characters of a text; a longer one is cut and marked so. Models take 8,192 tokens, of three characters
    /// or more in most languages. The local embedder reads texts whole.
    /// </summary>
    [Range(100, 1_000_000)]
    public int RemoteCharacters { get; set; } = 24_000;
}

public enum EmbedderChoice
{
    /// <summary>Built in: no download, no key, no cost.</summary>
    Local,

    /// <summary>The embedding model of section <c>AzureOpenAI</c> or <c>OpenAI</c>.</summary>
    Remote,
}
