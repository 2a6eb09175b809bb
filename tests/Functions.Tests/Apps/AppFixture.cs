using System.Net.Http.Headers;
using System.Text.Json;
using LlmMonitor.Core.Calls;
using LlmMonitor.Core.Projects;
using LlmMonitor.Core.Storage;
using LlmMonitor.Functions.Tests.Faults;
using LlmMonitor.Functions.Tests.Host;
using LlmMonitor.Functions.Tests.Storage;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace LlmMonitor.Functions.Tests.Apps;

/// <summary>
/// One real app for the tests of a class, each of which has a project of its own. Its clock stands still and its queues wait until a test
/// asks for them, through the operator's route: so nothing here waits for time to pass.
/// </summary>
public abstract class AppFixture : IAsyncDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("whole-app-");
    private readonly Lazy<WholeApp> app;
    private Tenant? shared;

    private readonly (string, string)[] settings;

    protected AppFixture(params (string Name, string Value)[] settings)
    {
        this.settings = settings;
        app = new(() => new WholeApp(Time, folder.FullName, [.. settings, ("LlmMonitor:Triggers", "host")]));
    }

    public FakeTimeProvider Time { get; } = new(new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero));

    public string Folder => Path.Combine(folder.FullName, "data");

    public ITables Tables => app.Value.Services.GetRequiredService<ITables>();

    public T Get<T>()
        where T : notnull => app.Value.Services.GetRequiredService<T>();

    private IQueues Queues => app.Value.Services.GetRequiredService<IQueues>();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public HttpClient Client(string key)
    {
        var client = app.Value.CreateClient();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
        return client;
    }

    /// <summary>Another instance over the same storage, with weather of its own.</summary>
    internal StormInstance Beside(Weather weather) => new(Time, weather, Queues, folder.FullName, settings);

    /// <summary>One project for all cases that leave nothing behind.</summary>
    internal async Task<Tenant> SharedTenantAsync() => shared ??= await TenantAsync();

    /// <summary>A new project and an admin key of it.</summary>
    internal async Task<Tenant> TenantAsync(object? settings = null)
    {
        using var client = Client(TestApp.AdminKey);
        var project = await client.AskAsync(HttpMethod.Post, "/api/v1/projects", new { name = "test", settings = settings ?? new { } });
        Assert.Equal(201, project.Status);
        var key = await client.AskAsync(
            HttpMethod.Post,
            "/api/v1/keys",
            new
            {
                project_id = project["project_id"],
                name = "test",
                scopes = new[] { "admin" },
            }
        );
        return new Tenant(this, project["project_id"]!, Client(key["key"]!));
    }

    /// <summary>A key of a project with these scopes.</summary>
    public async Task<string> KeyAsync(string projectId, IEnumerable<Scope> scopes)
    {
        using var client = Client(TestApp.AdminKey);
        var names = scopes.Select(scope => scope.ToString().ToLowerInvariant());
        var key = await client.AskAsync(
            HttpMethod.Post,
            "/api/v1/keys",
            new
            {
                project_id = projectId,
                name = "test",
                scopes = names,
            }
        );
        Assert.Equal(201, key.Status);
        return key["key"]!;
    }

    /// <summary>Lets the open slots close and folds them, as the pointers in the queue would have it.</summary>
    public async Task FoldAsync(string projectId)
    {
        Time.Advance(TimeSpan.FromSeconds(10));
        var markers = new List<Row>();
        await foreach (var marker in Tables.ReadAsync(CallTables.Markers, RowRange.In(projectId), Cancellation))
            markers.Add(marker);
        foreach (var marker in markers)
            await RunAsync("FoldSlot", JsonSerializer.Serialize(new { project_id = projectId, slot_shard = marker.Key }));
    }

    /// <summary>Runs a function for each message of a queue, until it is empty.</summary>
    public async Task DrainAsync(string queue, string function)
    {
        while (await Queues.ReceiveAsync(queue, 16, TimeSpan.FromMinutes(5), Cancellation) is { Count: > 0 } messages)
            foreach (var message in messages)
            {
                await RunAsync(function, message.Text);
                await Queues.DeleteAsync(queue, message, Cancellation);
            }
    }

    public async Task RunAsync(string function, string? text = null)
    {
        using var client = Client(TestApp.AdminKey);
        var answer = await client.AskAsync(HttpMethod.Post, $"/admin/functions/{function}?wait=true", new { input = text });
        Assert.Equal(200, answer.Status);
    }

    public async ValueTask DisposeAsync()
    {
        if (app.IsValueCreated)
            await app.Value.DisposeAsync();
        folder.Remove();
        GC.SuppressFinalize(this);
    }
}

/// <summary>On the embedded store.</summary>
public sealed class EmbeddedApp : AppFixture;

/// <summary>On Azure Storage, in an account of its own.</summary>
public sealed class AzureApp(AzuriteFixture azurite) : AppFixture(("AzureWebJobsStorage", azurite.NewAccount()));
