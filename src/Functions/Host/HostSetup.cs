using LlmMonitor.Functions.Host.Pump;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Configuration.Memory;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace LlmMonitor.Functions.Host;

/// <summary>What the app is as a web server, before any room is added to it.</summary>
public static class HostSetup
{
    /// <summary>Calls come in batches of up to 8 MB; the rest is room for the envelope, so that ingestion refuses with its own sentence.</summary>
    internal const long LargestBodyBytes = 9 * 1024 * 1024;

    private const string DefaultUrl = "http://127.0.0.1:7071";

    public static HostSettings AddHost(this WebApplicationBuilder builder)
    {
        builder.Configuration.AddLocalSettings(builder.Environment.ContentRootPath);
        var settings = new HostSettings(builder.Configuration);
        builder.Services.AddSingleton(settings);
        builder.Listen(settings);
        builder.LogInLines();

        builder.Services.ConfigureHttpJsonOptions(options => Json.Apply(options.SerializerOptions));
        builder.Services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
        builder.Services.Configure<HostOptions>(options =>
            options.BackgroundServiceExceptionBehavior = BackgroundServiceExceptionBehavior.StopHost
        );
        builder.Services.AddApiPages();

        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.TryAddSingleton(new FunctionFolder(AppContext.BaseDirectory));
        builder.Services.AddSingleton<FunctionCatalogue>().AddSingleton<FunctionRunner>();
        if (settings.PumpsTriggers)
            builder.Services.AddHostedService<TriggerPump>();
        return settings;
    }

    private static void Listen(this WebApplicationBuilder builder, HostSettings settings)
    {
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = LargestBodyBytes;
            // An id has 128 characters, a key 68: what is longer than this is no request of ours. Proxies in front add headers of their own.
            kestrel.Limits.MaxRequestLineSize = 8 * 1024;
            kestrel.Limits.MaxRequestHeadersTotalSize = 32 * 1024;
            kestrel.Limits.MaxRequestHeaderCount = 100;
            // Who sends slower than a modem, or opens connections and says nothing, gives his place to others.
            kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(15);
            kestrel.Limits.MinRequestBodyDataRate = new MinDataRate(bytesPerSecond: 240, gracePeriod: TimeSpan.FromSeconds(5));
            kestrel.ConfigureEndpointDefaults(endpoint => endpoint.Protocols = HttpProtocols.Http1);
        });
        // Under the Functions host its own ASPNETCORE_URLS is inherited: it is not meant for us.
        if (settings.HandlerPort is { } port)
            builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
        else if (string.IsNullOrEmpty(builder.Configuration["urls"]) && string.IsNullOrEmpty(builder.Configuration["http_ports"]))
            builder.WebHost.UseUrls(DefaultUrl);
    }

    /// <summary>One line an event, each costs money in Azure. The host reads stderr as errors. The framework's lines would show query strings.</summary>
    private static void LogInLines(this WebApplicationBuilder builder)
    {
        builder.Logging.ClearProviders();
        builder.Logging.AddSimpleConsole(console => console.SingleLine = true);
        builder.Logging.AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Error);
        builder.Logging.AddFilter("Microsoft", LogLevel.Warning).AddFilter("System", LogLevel.Warning);
    }

    /// <summary>The Values of <c>local.settings.json</c>, where it lies in the content root. An empty value is none, and whatever else sets the name wins.</summary>
    private static void AddLocalSettings(this ConfigurationManager configuration, string contentRoot)
    {
        var file = new ConfigurationBuilder().SetBasePath(contentRoot).AddJsonFile("local.settings.json", optional: true).Build();
        var values = file.GetSection("Values")
            .GetChildren()
            .Where(value => !string.IsNullOrEmpty(value.Value))
            .Select(value => KeyValuePair.Create(value.Key.Replace("__", ":"), value.Value));
        ((IConfigurationBuilder)configuration).Sources.Insert(0, new MemoryConfigurationSource { InitialData = [.. values] });
    }
}
