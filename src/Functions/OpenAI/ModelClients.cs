using System.ClientModel;
using System.ClientModel.Primitives;
using System.Collections.Concurrent;
using Azure.AI.OpenAI;
using Azure.Identity;
using LlmMonitor.Core.Embeddings;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Options;
using OpenAI;

namespace LlmMonitor.Functions.OpenAI;

/// <summary>
/// The models that are set up, by name. A name is a deployment of Azure OpenAI where that is set up, else a model of the OpenAI-compatible
/// service; <c>azure/…</c> and <c>openai/…</c> say which. Clients are made once and shared.
/// </summary>
public sealed class ModelClients(IOptions<AzureOpenAIOptions> azure, IOptions<OpenAIOptions> openAI, TimeProvider time)
{
    private static readonly Uri DefaultBaseUrl = new("https://api.openai.com/v1");

    private readonly ConcurrentDictionary<string, IChatClient> _chats = new(StringComparer.Ordinal);
    private readonly Lazy<Service?> _azure = new(() => AzureService(azure.Value));
    private readonly Lazy<Service?> _openAI = new(() => OpenAIService(openAI.Value));

    /// <param name="name">Null is the model that the settings name for chats.</param>
    /// <returns>Null where no service is set up for it, or no name is given and none is set.</returns>
    public IChatClient? Chat(string? name = null) =>
        Find(name, service => service.DefaultChat) is var (service, model) && service is not null
            ? _chats.GetOrAdd(
                $"{service.Prefix}/{model}",
                _ => new ChatAdapter(
                    service.Client.GetChatClient(model),
                    model,
                    service.Endpoint,
                    service.Name(model),
                    service.Timeout,
                    time
                )
            )
            : null;

    /// <summary>The embedding model that the settings name; null where none is.</summary>
    public Embedder? Embedder() =>
        Find(null, service => service.DefaultEmbedding) is var (service, model) && service is not null
            ? new Embedder(
                $"{service.Endpoint.Host}/{model}",
                IsRemote: true,
                new EmbeddingAdapter(
                    service.Client.GetEmbeddingClient(model),
                    model,
                    service.Endpoint,
                    service.Name(model),
                    service.Timeout,
                    time
                )
            )
            : null;

    private (Service? Service, string Model) Find(string? name, Func<Service, string?> nameOf)
    {
        if (name?.StartsWith("azure/", StringComparison.Ordinal) == true)
            return (_azure.Value, name["azure/".Length..]);
        if (name?.StartsWith("openai/", StringComparison.Ordinal) == true)
            return (_openAI.Value, name["openai/".Length..]);
        foreach (var service in new[] { _azure.Value, _openAI.Value })
            if (service is not null && (name ?? nameOf(service)) is { Length: > 0 } model)
                return (service, model);
        return default;
    }

    private static Service? AzureService(AzureOpenAIOptions options)
    {
        if (string.IsNullOrWhiteSpace(options.Endpoint))
            return null;
        var endpoint = new Uri(options.Endpoint);
        var client = Bounded(new AzureOpenAIClientOptions(), options.Retries, options.TimeoutSeconds);
        return new(
            "azure",
            endpoint,
            string.IsNullOrEmpty(options.ApiKey)
                ? new AzureOpenAIClient(
                    endpoint,
                    new DefaultAzureCredential(new DefaultAzureCredentialOptions { ManagedIdentityClientId = options.ClientId }),
                    client
                )
                : new AzureOpenAIClient(endpoint, new ApiKeyCredential(options.ApiKey), client),
            options.ChatDeployment,
            options.EmbeddingDeployment,
            TimeSpan.FromSeconds(options.TimeoutSeconds)
        );
    }

    private static Service? OpenAIService(OpenAIOptions options)
    {
        if (string.IsNullOrWhiteSpace(options.BaseUrl) && string.IsNullOrWhiteSpace(options.ApiKey))
            return null;
        var endpoint = string.IsNullOrWhiteSpace(options.BaseUrl) ? DefaultBaseUrl : new Uri(options.BaseUrl);
        var client = Bounded(new OpenAIClientOptions { Endpoint = endpoint }, options.Retries, options.TimeoutSeconds);
        return new(
            "openai",
            endpoint,
            // The SDK asks for a key where the server may not.
            new OpenAIClient(new ApiKeyCredential(options.ApiKey is { Length: > 0 } key ? key : "none"), client),
            options.ChatModel,
            options.EmbeddingModel,
            TimeSpan.FromSeconds(options.TimeoutSeconds)
        );
    }

    private static T Bounded<T>(T options, int retries, int seconds)
        where T : ClientPipelineOptions
    {
        options.RetryPolicy = new ClientRetryPolicy(retries);
        options.NetworkTimeout = TimeSpan.FromSeconds(seconds);
        return options;
    }

    private sealed record Service(
        string Prefix,
        Uri Endpoint,
        OpenAIClient Client,
        string? DefaultChat,
        string? DefaultEmbedding,
        TimeSpan Timeout
    )
    {
        public string Name(string model) => $"{model} at {Endpoint.Host}";
    }
}
