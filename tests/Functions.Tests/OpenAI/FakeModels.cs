using System.Collections.Concurrent;
using System.Text.Json;
using LlmMonitor.Functions.OpenAI;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace LlmMonitor.Functions.Tests.OpenAI;

/// <summary>A server on the loopback that speaks OpenAI's protocol, well or badly.</summary>
internal sealed class FakeModels : IAsyncDisposable
{
    private readonly WebApplication app;

    private FakeModels(WebApplication app) => this.app = app;

    public ConcurrentQueue<(string Path, string? Key, JsonElement Body)> Got { get; } = new();

    /// <summary>Set when a request has arrived.</summary>
    public SemaphoreSlim Arrived { get; } = new(0);

    public int Status { get; set; } = 200;

    /// <summary>Instead of a proper answer.</summary>
    public string? Body { get; set; }

    /// <summary>Answers nothing until the caller gives up.</summary>
    public bool Hangs { get; set; }

    public FakeTimeProvider Time { get; } = new();

    public string Url => app.Urls.First();

    public static async Task<FakeModels> OpenAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        var fake = new FakeModels(builder.Build());
        fake.app.Run(fake.AnswerAsync);
        await fake.app.StartAsync(TestContext.Current.CancellationToken);
        return fake;
    }

    public ModelClients Clients(AzureOpenAIOptions? azure = null, OpenAIOptions? openAI = null) =>
        new(Options.Create(azure ?? new()), Options.Create(openAI ?? OpenAI()), Time);

    public OpenAIOptions OpenAI(int retries = 0) =>
        new()
        {
            BaseUrl = $"{Url}/v1",
            ApiKey = "key-1",
            ChatModel = "small",
            EmbeddingModel = "embed-1",
            Retries = retries,
        };

    public AzureOpenAIOptions Azure() =>
        new()
        {
            Endpoint = Url,
            ApiKey = "key-2",
            ChatDeployment = "chat-deployment",
            EmbeddingDeployment = "embed-deployment",
            Retries = 0,
        };

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        Arrived.Dispose();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var body = await JsonSerializer.DeserializeAsync<JsonElement>(context.Request.Body);
        var headers = context.Request.Headers;
        Got.Enqueue((context.Request.Path, headers["api-key"].FirstOrDefault() ?? headers.Authorization.FirstOrDefault(), body));
        Arrived.Release();
        if (Hangs)
            await Task.Delay(Timeout.Infinite, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        context.Response.StatusCode = Status;
        context.Response.ContentType = "application/json";
        await context.Response.WriteAsync(
            Body ?? (context.Request.Path.Value!.EndsWith("embeddings", StringComparison.Ordinal) ? Embeddings(body) : Completion)
        );
    }

    public const string Completion = """
        {"id": "chatcmpl-1", "object": "chat.completion", "created": 1764000000, "model": "small-2026-01-01", "system_fingerprint": "fp_44",
         "choices": [{"index": 0, "message": {"role": "assistant", "content": "It is due on 3 May."}, "finish_reason": "length"}],
         "usage": {"prompt_tokens": 12, "completion_tokens": 7, "total_tokens": 19,
                   "prompt_tokens_details": {"cached_tokens": 4}, "completion_tokens_details": {"reasoning_tokens": 2}}}
        """;

    /// <summary>In reverse order, as a server may answer; the first place of each vector tells which text it is of.</summary>
    private static string Embeddings(JsonElement body)
    {
        var texts = body.GetProperty("input").EnumerateArray().Select(text => text.GetString()!.Length).ToList();
        var data = Enumerable
            .Range(0, texts.Count)
            .Reverse()
            .Select(i => new
            {
                @object = "embedding",
                index = i,
                embedding = Convert.ToBase64String([.. BitConverter.GetBytes((float)texts[i]), .. BitConverter.GetBytes(0.5f)]),
            });
        return JsonSerializer.Serialize(
            new
            {
                @object = "list",
                data,
                model = "embed-1",
                usage = new { prompt_tokens = 9, total_tokens = 9 },
            }
        );
    }
}
