using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Xunit;

namespace LlmMonitor.Functions.Tests.Alerts;

/// <summary>A real HTTP server on the loopback that writes down what it gets, and answers with <see cref="Status"/>.</summary>
internal sealed class Receiver : IAsyncDisposable
{
    private readonly WebApplication app;

    private Receiver(WebApplication app) => this.app = app;

    public ConcurrentQueue<Received> Got { get; } = new();

    public int Status { get; set; } = 202;

    /// <summary>Where a redirect leads.</summary>
    public string? Location { get; set; }

    public string Url => app.Urls.First() + "/secret-path";

    public static async Task<Receiver> OpenAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        var receiver = new Receiver(builder.Build());
        receiver.app.Run(receiver.AnswerAsync);
        await receiver.app.StartAsync(TestContext.Current.CancellationToken);
        return receiver;
    }

    public async ValueTask DisposeAsync() => await app.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var body = await reader.ReadToEndAsync();
        var headers = context.Request.Headers.ToDictionary(
            header => header.Key,
            header => header.Value.ToString(),
            StringComparer.OrdinalIgnoreCase
        );
        Got.Enqueue(new(context.Request.Path, body, headers));
        context.Response.StatusCode = Status;
        if (Location is not null)
            context.Response.Headers.Location = Location;
        await context.Response.WriteAsync("noted");
    }
}

internal sealed record Received(string Path, string Body, IReadOnlyDictionary<string, string> Headers);
