using LlmMonitor.Core.Embeddings;
using Microsoft.Extensions.Options;

namespace LlmMonitor.Functions.OpenAI;

/// <summary>What asking models needs in the app's container.</summary>
public static class ModelSetup
{
    public static IServiceCollection AddModels(this IServiceCollection services)
    {
        services.AddOptions<AzureOpenAIOptions>().BindConfiguration(AzureOpenAIOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddOptions<OpenAIOptions>().BindConfiguration(OpenAIOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services
            .AddOptions<EmbeddingOptions>()
            .BindConfiguration(EmbeddingOptions.Section)
            .ValidateDataAnnotations()
            .Validate<ModelClients>(
                (options, models) => options.Embedder == EmbedderChoice.Local || models.Embedder() is not null,
                "LlmMonitor:Embeddings:Embedder is remote, but no embedding model is set up: set AzureOpenAI:EmbeddingDeployment "
                    + "(with AzureOpenAI:Endpoint) or OpenAI:EmbeddingModel (with OpenAI:BaseUrl or OpenAI:ApiKey)."
            )
            .ValidateOnStart();
        services.AddSingleton<ModelClients>();
        services.AddSingleton(provider =>
            provider.GetRequiredService<IOptions<EmbeddingOptions>>().Value.Embedder == EmbedderChoice.Remote
                ? provider.GetRequiredService<ModelClients>().Embedder()!
                : Embedder.Local
        );
        return services;
    }
}
