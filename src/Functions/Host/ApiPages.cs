using Microsoft.OpenApi;
using Scalar.AspNetCore;

namespace LlmMonitor.Functions.Host;

/// <summary>The open pages, none of which shows data: the OpenAPI document, and a reference page that needs no network.</summary>
public static class ApiPages
{
    private const string Document = "/api/openapi.json";

    public static void AddApiPages(this IServiceCollection services) =>
        services.AddOpenApi(options =>
            options.AddDocumentTransformer(
                (document, _, _) =>
                {
                    document.Info = new OpenApiInfo
                    {
                        Title = "LLM Monitor",
                        Version = "v1",
                        Description = "Production monitoring behind LLM features.",
                    };
                    // The address depends on who asks; the document, of which a snapshot is kept, must not.
                    document.Servers = [];
                    return Task.CompletedTask;
                }
            )
        );

    public static void MapApiPages(this WebApplication app)
    {
        app.MapOpenApi(Document);
        app.MapScalarApiReference(
            "/api/reference",
            page =>
                page.WithTitle("LLM Monitor")
                    .WithOpenApiRoutePattern(Document)
                    .DisableDefaultFonts()
                    .DisableTelemetry()
                    .DisableAgent()
                    .DisableMcp()
        );
    }
}
