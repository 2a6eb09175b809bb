using System.ComponentModel.DataAnnotations;

namespace LlmMonitor.Functions.OpenAI;

/// <summary>
/// Models on OpenAI or anything that speaks its protocol (vLLM, Ollama, LiteLLM, Azure's /openai/v1/). Section <c>OpenAI</c>. Where
/// section <c>AzureOpenAI</c> is set too, models are named <c>openai/…</c> to be asked here.
/// </summary>
public sealed class OpenAIOptions : IValidatableObject
{
    public const string Section = "OpenAI";

    /// <summary>The address before /chat/completions. Empty is https://api.openai.com/v1, used where a key is set.</summary>
    public string? BaseUrl { get; set; }

    /// <summary>May be empty for a server of one's own that asks for none.</summary>
    public string? ApiKey { get; set; }

    /// <summary>The model that chats where no other is named.</summary>
    public string? ChatModel { get; set; }

    /// <summary>The model that embeds.</summary>
    public string? EmbeddingModel { get; set; }

    /// <summary>Until an answer is complete, retries included. Seconds.</summary>
    [Range(1, 240)]
    public int TimeoutSeconds { get; set; } = 100;

    /// <summary>Further tries after 408, 429 and 5xx.</summary>
    [Range(0, 5)]
    public int Retries { get; set; } = 2;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!string.IsNullOrWhiteSpace(BaseUrl) && !ServiceAddress.IsOne(BaseUrl))
            yield return new($"OpenAI:BaseUrl must be an http(s) address, and is '{BaseUrl}'.", [nameof(BaseUrl)]);
    }
}
