using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using LlmMonitor.Core.Projects;
using LlmMonitor.Core.Storage;
using LlmMonitor.Core.Tests.Projects;
using LlmMonitor.Core.Tests.Storage;
using LlmMonitor.Functions.Projects;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace LlmMonitor.Functions.Tests.Projects;

/// <summary>An app with nothing but the door, the routes of this room, and one route for each scope.</summary>
internal sealed class Door : IAsyncDisposable
{
    public const string AdminKey = "the-operators-first-key";

    private readonly WebApplication app;
    private readonly bool kestrel;

    private Door(WebApplication app, bool kestrel) => (this.app, this.kestrel) = (app, kestrel);

    public FakeTimeProvider Time { get; private init; } = null!;

    private SqliteFile File { get; init; } = null!;

    public WatchedTables Tables { get; private init; } = null!;

    public KeyUses Uses => app.Services.GetRequiredService<KeyUses>();

    public KeyStore Keys => app.Services.GetRequiredService<KeyStore>();

    public ProjectStore Projects => app.Services.GetRequiredService<ProjectStore>();

    public string Url => app.Urls.First();

    public static async Task<Door> OpenAsync(
        ILoggerProvider? logs = null,
        bool kestrel = false,
        params (string Name, string Value)[] settings
    )
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        if (kestrel)
            builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        else
            builder.WebHost.UseTestServer();
        builder.Configuration["LlmMonitor:AdminKey"] = AdminKey;
        foreach (var (name, value) in settings)
            builder.Configuration[name] = value;
        if (logs is not null)
            builder.Logging.SetMinimumLevel(LogLevel.Trace).AddProvider(logs);

        var time = new FakeTimeProvider(new(2026, 11, 23, 6, 0, 0, TimeSpan.Zero));
        var file = new SqliteFile();
        var tables = new WatchedTables(new SqliteTables(file.Database));
        builder.Services.AddSingleton<TimeProvider>(time).AddSingleton<ITables>(tables).AddSingleton(Dice.Seeded());
        builder.Services.AddRoutingCore().AddProjects(builder.Configuration);
        builder.Services.ConfigureHttpJsonOptions(json =>
        {
            json.SerializerOptions.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower;
            json.SerializerOptions.NumberHandling = JsonNumberHandling.Strict;
            json.SerializerOptions.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower));
        });

        var built = builder.Build();
        built.UseRouting();
        built.UseKeys();
        var v1 = built.MapGroup("/api/v1");
        v1.MapProjects();
        foreach (var (name, scope) in KeyRules.ScopesByName)
            v1.MapGet($"/needs/{name}", (HttpContext context) => context.ProjectOf().Id).RequireScope(scope);
        v1.MapGet("/forgot", () => "seen");
        built.MapGet("/api/health", () => "ok");
        await built.Services.GetRequiredService<ProjectStore>().EnsureDefaultAsync();
        await built.StartAsync(TestContext.Current.CancellationToken);
        return new(built, kestrel)
        {
            Time = time,
            File = file,
            Tables = tables,
        };
    }

    public async Task<string> KeyAsync(string? project, Scope scopes) =>
        (await Keys.CreateAsync(project, "test", scopes, TestContext.Current.CancellationToken)).Text;

    public async Task<string> ProjectAsync(string name = "demo") =>
        (await Projects.CreateAsync(name, new(), TestContext.Current.CancellationToken)).Id;

    public async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request)
    {
        using var client = kestrel ? new HttpClient { BaseAddress = new(Url) } : app.GetTestClient();
        return await client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    public async Task<Answer> AskAsync(HttpMethod method, string path, string? key, object? body = null)
    {
        using var request = new HttpRequestMessage(method, path);
        if (key is not null)
            request.Headers.TryAddWithoutValidation("Authorization", $"Bearer {key}");
        if (body is not null)
            request.Content = body is string text ? new StringContent(text, null, "application/json") : JsonContent.Create(body);
        return await Answer.OfAsync(await SendAsync(request));
    }

    public Task<Answer> GetAsync(string path, string? key) => AskAsync(HttpMethod.Get, path, key);

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        File.Dispose();
    }
}

/// <summary>What came back, read whole.</summary>
internal sealed record Answer(int Status, string Text, string? Type, HttpResponseMessage Response)
{
    public JsonNode Json => JsonNode.Parse(Text)!;

    public string? this[string field] => Json[field]?.ToString();

    public static async Task<Answer> OfAsync(HttpResponseMessage response) =>
        new(
            (int)response.StatusCode,
            await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken),
            response.Content.Headers.ContentType?.MediaType,
            response
        );

    public string? Header(string name) => Response.Headers.TryGetValues(name, out var values) ? string.Join(',', values) : null;
}
