using System.Text.Json;
using LlmMonitor.Functions.Host;
using LlmMonitor.Functions.Host.Pump;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace LlmMonitor.Functions.Tests.Host;

/// <summary>Reads what the build puts beside the app, which is what the Functions host reads.</summary>
public sealed class PublishedFilesTests
{
    private static readonly IReadOnlyList<FunctionJson> Functions = FunctionJson
        .ReadAll(new FunctionFolder(AppContext.BaseDirectory))
        .Functions;

    [Fact]
    public void Every_function_json_can_be_read() =>
        Assert.Empty(FunctionJson.ReadAll(new FunctionFolder(AppContext.BaseDirectory)).Faults);

    [Fact]
    public void Every_function_json_of_the_source_is_published_under_its_name() =>
        Assert.Equal(
            Directory
                .EnumerateFiles(Repository.PathOf("src", "Functions"), "*.function.json", SearchOption.AllDirectories)
                .Select(path => Path.GetFileName(path).Replace(".function.json", "", StringComparison.Ordinal))
                .Order(),
            Functions.Select(function => function.Name).Order()
        );

    [Fact]
    public async Task Every_queue_and_timer_binding_has_code_and_all_code_has_a_binding()
    {
        await using var app = new TestApp();
        var code = app.Services.GetRequiredService<FunctionCatalogue>().Names.Except([nameof(Probe)]);
        Assert.Equal(
            Functions.Where(function => function.Trigger.Type != FunctionBinding.Http).Select(function => function.Name).Order(),
            code.Order()
        );
    }

    [Fact]
    public void Queue_triggers_read_the_storage_of_the_app() =>
        Assert.All(
            Functions.Where(function => function.Trigger.Type == FunctionBinding.Queue),
            function => Assert.Equal("AzureWebJobsStorage", function.Trigger.Connection)
        );

    [Fact]
    public void Http_functions_are_proxied_for_they_have_one_trigger_and_one_output_and_leave_keys_to_the_app() =>
        Assert.All(
            Functions.Where(function => function.Trigger.Type == FunctionBinding.Http),
            function =>
            {
                Assert.Equal(["httpTrigger in", "http out"], function.Bindings.Select(binding => $"{binding.Type} {binding.Direction}"));
                Assert.Equal("anonymous", function.Trigger.AuthLevel);
            }
        );

    [Fact]
    public void No_two_routes_overlap_and_none_begins_at_the_root()
    {
        // The host takes the first match by function name, not the best one, so that distinct first segments are what keeps routes apart.
        var first = Functions
            .Where(function => function.Trigger.Type == FunctionBinding.Http)
            .Select(function => function.Trigger.Route!.Split('/')[0])
            .ToList();
        Assert.Equal(first.Distinct(StringComparer.OrdinalIgnoreCase), first);
        Assert.All(first, segment => Assert.DoesNotContain('{', segment));
    }

    [Fact]
    public void Host_json_proxies_runs_our_executable_and_keeps_outside_paths_under_api()
    {
        using var host = HostJson();
        var handler = host.RootElement.GetProperty("customHandler");
        Assert.True(handler.GetProperty("enableProxyingHttpRequest").GetBoolean());
        Assert.True(handler.GetProperty("enableForwardingHttpRequest").GetBoolean());
        Assert.False(handler.TryGetProperty("port", out _));
        Assert.False(handler.TryGetProperty("http", out _));
        Assert.Equal(
            typeof(Program).Assembly.GetName().Name,
            handler.GetProperty("description").GetProperty("defaultExecutablePath").GetString()
        );
        Assert.Equal("api", host.RootElement.GetProperty("extensions").GetProperty("http").GetProperty("routePrefix").GetString());
    }

    [Fact]
    public void The_pump_keeps_the_figures_of_host_json()
    {
        using var host = HostJson();
        var queues = host.RootElement.GetProperty("extensions").GetProperty("queues");
        Assert.Equal(QueueTrigger.BatchSize, queues.GetProperty("batchSize").GetInt32());
        Assert.Equal(QueueTrigger.MaxDequeueCount, queues.GetProperty("maxDequeueCount").GetInt32());
        Assert.Equal($"{QueueTrigger.RetryAfter}", queues.GetProperty("visibilityTimeout").GetString());
        Assert.Equal($"{QueueTrigger.LongestPause}", queues.GetProperty("maxPollingInterval").GetString());
        Assert.Equal("base64", queues.GetProperty("messageEncoding").GetString());
        Assert.True(
            FunctionRunner.Bound + TimeSpan.FromSeconds(30) < TimeSpan.Parse(host.RootElement.GetProperty("functionTimeout").GetString()!)
        );
    }

    private static JsonDocument HostJson() => JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "host.json")));
}
