using System.Collections.Concurrent;
using System.Net;
using LlmMonitor.Functions.Tests.Apps;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;
using Xunit;

namespace LlmMonitor.Functions.Tests.Telemetry;

public sealed class TelemetryExportTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("telemetry-");
    private readonly FakeTimeProvider _time = new(new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero));

    public void Dispose() => _folder.Remove();

    [Fact]
    public async Task Traces_and_measurements_go_where_the_setting_says()
    {
        var paths = new ConcurrentDictionary<string, int>();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        await using var collector = builder.Build();
        collector.Urls.Add("http://127.0.0.1:0");
        collector.MapPost("/{**path}", (HttpRequest request) => paths.AddOrUpdate(request.Path, 1, (_, n) => n + 1) > 0 ? "" : null);
        await collector.StartAsync(TestContext.Current.CancellationToken);

        await using (
            var app = App(
                ("OTEL_EXPORTER_OTLP_ENDPOINT", collector.Urls.Single()),
                ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"),
                ("LlmMonitor:Triggers", "host")
            )
        )
        {
            // A request's trace ends after its answer has left, so that the first flush may have nothing to send.
            for (var tries = 0; tries < 100 && !paths.ContainsKey("/v1/traces"); tries++)
            {
                var answer = await app.CreateClient()
                    .GetAsync(new Uri("/api/health/ready", UriKind.Relative), TestContext.Current.CancellationToken);
                Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
                Assert.True(app.Services.GetRequiredService<TracerProvider>().ForceFlush());
            }
            Assert.True(app.Services.GetRequiredService<MeterProvider>().ForceFlush());
        }
        Assert.Subset(paths.Keys.ToHashSet(), new HashSet<string>(StringComparer.Ordinal) { "/v1/traces", "/v1/metrics" });
    }

    [Fact]
    public async Task Without_the_setting_nothing_is_collected()
    {
        await using var app = App(("LlmMonitor:Triggers", "host"));
        Assert.Null(app.Services.GetService<TracerProvider>());
        Assert.Null(app.Services.GetService<MeterProvider>());
    }

    private WholeApp App(params (string, string)[] settings) => new(_time, _folder.FullName, settings);
}
