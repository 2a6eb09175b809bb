using System.ComponentModel.DataAnnotations;

namespace LlmMonitor.Functions.OpenAI;

/// <summary>Models on Azure OpenAI, for canaries, golden sets, the judge and embeddings. Section <c>AzureOpenAI</c>.</summary>
public sealed class AzureOpenAIOptions : IValidatableObject
{
    public const string Section = "AzureOpenAI";

    /// <summary>https://&lt;resource&gt;.openai.azure.com. Empty: Azure OpenAI is not used.</summary>
    public string? Endpoint { get; set; }

    /// <summary>Empty: the app's identity signs in (role Cognitive Services OpenAI User).</summary>
    public string? ApiKey { get; set; }

    /// <summary>Which user-assigned identity; empty is the system-assigned one.</summary>
    public string? ClientId { get; set; }

    /// <summary>The deployment that chats where no other is named.</summary>
    public string? ChatDeployment { get; set; }

    /// <summary>The deployment that embeds.</summary>
    public string? EmbeddingDeployment { get; set; }

    /// <summary>Until an answer is complete, retries included. Seconds.</summary>
    [Range(1, 240)]
    public int TimeoutSeconds { get; set; } = 100;

    /// <summary>Further tries after 408, 429 and 5xx.</summary>
    [Range(0, 5)]
    public int Retries { get; set; } = 2;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!string.IsNullOrWhiteSpace(Endpoint) && !ServiceAddress.IsOne(Endpoint))
            yield return new($"AzureOpenAI:Endpoint must be an http(s) address, and is '{Endpoint}'.", [nameof(Endpoint)]);
        // The bearer policy refuses plain http as well; said here, it stops the start and not the first canary.
        if (Endpoint?.StartsWith("http:", StringComparison.OrdinalIgnoreCase) == true && string.IsNullOrEmpty(ApiKey))
            yield return new(
                "AzureOpenAI:Endpoint must be https where the app's identity signs in: set AzureOpenAI:ApiKey, or use https.",
                [nameof(Endpoint)]
            );
    }
}
