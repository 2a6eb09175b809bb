using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using LlmMonitor.Core;
using LlmMonitor.Core.Projects;
using LlmMonitor.Core.Storage;
using LlmMonitor.Core.Tests.Projects;
using LlmMonitor.Functions.Cost;
using LlmMonitor.Functions.Host;
using LlmMonitor.Functions.Projects;
using LlmMonitor.Functions.Tests.Apps;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace LlmMonitor.Functions.Tests.Cost.Budgets;

public sealed class BudgetsApiTests : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("budgets-");
    private SqliteDatabase _database = null!;
    private WebApplication _app = null!;
    private HttpClient _client = null!;

    public async ValueTask InitializeAsync()
    {
        _database = new SqliteDatabase(Path.Combine(_folder.FullName, "test.db"));
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseTestServer();
        builder.Configuration["LlmMonitor:AdminKey"] = Projects.Door.AdminKey;
        var time = new FakeTimeProvider(new(2026, 11, 23, 6, 0, 0, TimeSpan.Zero));
        builder.Services.AddSingleton<TimeProvider>(time).AddSingleton<ITables>(new SqliteTables(_database)).AddSingleton(Dice.Seeded());
        builder.Services.AddLogging().AddRoutingCore().AddProjects(builder.Configuration).AddLlmMonitor();
        builder.Services.AddBudgets(builder.Configuration);
        builder.Services.ConfigureHttpJsonOptions(json => Json.Apply(json.SerializerOptions));
        _app = builder.Build();
        _app.UseRouting();
        _app.UseKeys();
        _app.MapGroup("/api/v1").MapBudgets();
        await _app.Services.GetRequiredService<ProjectStore>().EnsureDefaultAsync();
        await _app.StartAsync();
        _client = _app.GetTestClient();
        _client.DefaultRequestHeaders.Add("x-api-key", Projects.Door.AdminKey);
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _app.DisposeAsync();
        _database.Dispose();
        _folder.Remove();
    }

    [Fact]
    public async Task A_budget_is_put_shown_held_and_removed()
    {
        var put = await _client.PutAsJsonAsync(
            "/api/v1/budgets/team",
            new
            {
                scope = "project",
                limit_usd = "0.01",
                window = "day",
                warn_at = new[] { 0.5 },
                hard = true,
                on_error = "closed",
            }
        );
        Assert.Equal(HttpStatusCode.OK, put.StatusCode);
        var list = (await _client.GetFromJsonAsync<JsonObject>("/api/v1/budgets"))!["budgets"]!.AsArray();
        Assert.Equal(["default-feature-day", "default-user-hour", "team"], list.Select(budget => (string)budget!["name"]!));
        var team = (await _client.GetFromJsonAsync<JsonObject>("/api/v1/budgets/team"))!;
        Assert.Equal(
            """{"name":"team","scope":"project","match":"*","limit_usd":"0.01","window":"day","warn_at":[0.5],"hard":true,"on_error":"closed","subjects":[]}""",
            team.ToJsonString()
        );

        var first = await ReserveAsync("a");
        Assert.Equal(
            (true, "rsv_a", "0.0025"),
            ((bool)first["allowed"]!, (string?)first["reservation_id"], (string?)first["remaining_usd"])
        );
        Assert.NotNull(first["expires_at"]);
        var second = await ReserveAsync("b");
        Assert.Equal((false, "team"), ((bool)second["allowed"]!, (string?)second["budget"]));
        Assert.NotNull(second["retry_at"]);

        Assert.Equal(HttpStatusCode.NoContent, (await _client.DeleteAsync("/api/v1/budgets/team")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await _client.DeleteAsync("/api/v1/budgets/team")).StatusCode);
        Assert.True((bool)(await ReserveAsync("c"))["allowed"]!);
    }

    [Theory] // C11
    [InlineData("""{"scope":"user","limit_usd":"-1","window":"hour"}""", "limit_usd")]
    [InlineData("""{"scope":"user","limit_usd":-0.5,"window":"hour"}""", "limit_usd")]
    [InlineData("""{"scope":"user","window":"hour"}""", "limit_usd")]
    [InlineData("""{"scope":"team","limit_usd":"1","window":"week","on_error":"maybe"}""", "scope window on_error")]
    [InlineData("""{"scope":"project","match":"u1","limit_usd":"1","window":"day","warn_at":[0]}""", "match warn_at")]
    public async Task What_is_wrong_with_a_budget_is_named(string body, string fields)
    {
        var put = await _client.PutAsync("/api/v1/budgets/b", new StringContent(body, null, "application/json"));
        Assert.Equal(HttpStatusCode.BadRequest, put.StatusCode);
        var errors = (await put.Content.ReadFromJsonAsync<JsonObject>())!["errors"]!.AsArray();
        Assert.Equal(fields.Split(' '), errors.Select(error => (string)error!["field"]!));
    }

    [Fact]
    public async Task A_budget_of_nothing_is_taken_and_blocks_all()
    {
        var put = await _client.PutAsJsonAsync(
            "/api/v1/budgets/none",
            new
            {
                scope = "user",
                limit_usd = 0,
                window = "month",
                hard = true,
            }
        );
        Assert.Equal(HttpStatusCode.OK, put.StatusCode);
        Assert.False((bool)(await ReserveAsync("a"))["allowed"]!);
    }

    [Fact]
    public async Task What_is_wrong_with_a_reservation_is_named()
    {
        var answer = await _client.PostAsJsonAsync("/api/v1/budgets/reserve", new { request_id = "a/b", input_tokens = -1 });
        var errors = (await answer.Content.ReadFromJsonAsync<JsonObject>())!["errors"]!.AsArray();
        Assert.Equal(["request_id", "model", "input_tokens", "max_output_tokens"], errors.Select(error => (string)error!["field"]!));
    }

    [Fact]
    public async Task A_default_budget_can_be_removed_for_good()
    {
        Assert.Equal(HttpStatusCode.NoContent, (await _client.DeleteAsync("/api/v1/budgets/default-user-hour")).StatusCode);
        var list = (await _client.GetFromJsonAsync<JsonObject>("/api/v1/budgets"))!["budgets"]!.AsArray();
        Assert.Equal("default-feature-day", (string)Assert.Single(list)!["name"]!);
    }

    /// <summary>0.0075 USD: 1,000 tokens in, 500 out.</summary>
    private async Task<JsonObject> ReserveAsync(string id)
    {
        var answer = await _client.PostAsJsonAsync(
            "/api/v1/budgets/reserve",
            new
            {
                request_id = id,
                user_id = "u1",
                feature = "f",
                provider = "openai",
                model = "gpt-4o",
                input_tokens = 1000,
                max_output_tokens = 500,
            }
        );
        return (await answer.Content.ReadFromJsonAsync<JsonObject>())!;
    }
}
