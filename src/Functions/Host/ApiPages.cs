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
                        Description = "Production monitoring behind LLM features. Every route but health needs a key.",
                    };
                    DeclareKeys(document);
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
                    // Their buttons hand the document to a service elsewhere.
                    .HideDeveloperTools()
                    .HideClientButton()
        );
    }

    /// <summary>A key goes into either header; health takes none.</summary>
    private static void DeclareKeys(OpenApiDocument document)
    {
        document.Components ??= new OpenApiComponents();
        document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
        {
            ["bearer"] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer" },
            ["header"] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.ApiKey,
                In = ParameterLocation.Header,
                Name = "x-api-key",
            },
        };
        document.Security =
        [
            new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference("bearer", document)] = [] },
            new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference("header", document)] = [] },
        ];
        var open = document.Paths.Where(path => path.Key.StartsWith("/api/health", StringComparison.Ordinal));
        foreach (var operation in open.SelectMany(path => path.Value.Operations ?? []))
            operation.Value.Security = [];
    }
}
