using LlmMonitor.Core.Telemetry;
using OpenTelemetry;
using OpenTelemetry.Resources;

namespace LlmMonitor.Functions.Telemetry;

/// <summary>
/// Sends traces and measurements by OTLP where <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> says whereto; the exporter reads the other
/// <c>OTEL_…</c> settings of the OpenTelemetry specification itself. Without it nothing is collected.
/// </summary>
internal static class TelemetryExport
{
    private const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";
    private const string ServiceName = "llm-monitor";

    public static void AddTelemetryExport(this IServiceCollection services, IConfiguration configuration)
    {
        if (string.IsNullOrWhiteSpace(configuration[Endpoint]))
            return;
        services
            .AddOpenTelemetry()
            .ConfigureResource(resource => resource.AddService(configuration["OTEL_SERVICE_NAME"] ?? ServiceName))
            // Of the web server only the spans: they join a caller's trace with ours.
            .WithTracing(tracing => tracing.AddSource(Traces.SourceName, "Microsoft.AspNetCore"))
            .WithMetrics(metrics => metrics.AddMeter(Traces.SourceName, "Microsoft.AspNetCore.Hosting", "System.Runtime"))
            .UseOtlpExporter();
    }
}
