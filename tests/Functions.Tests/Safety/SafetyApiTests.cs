using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using LlmMonitor.Core;
using LlmMonitor.Core.Projects;
using LlmMonitor.Core.Storage;
using LlmMonitor.Core.Tests.Projects;
using LlmMonitor.Functions.Host;
using LlmMonitor.Functions.Projects;
using LlmMonitor.Functions.Safety;
using LlmMonitor.Functions.Tests.Apps;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace LlmMonitor.Functions.Tests.Safety;

public sealed class SafetyApiTests : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("safety-");
    private SqliteDatabase _database = null!;
    private WebApplication _app = null!;
    private HttpClient _client = null!;

    public async ValueTask InitializeAsync()
    {
        _database = new SqliteDatabase(Path.Combine(_folder.FullName, "test.db"));
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseTestServer();
        builder.Configuration["LlmMonitor:AdminKey"] = Projects.Door.AdminKey;
        builder.Configuration["LlmMonitor:SafetySampling:BaseRate"] = "0";
        var time = new FakeTimeProvider(new(2026, 11, 23, 6, 0, 0, TimeSpan.Zero));
        builder.Services.AddSingleton<TimeProvider>(time).AddSingleton<ITables>(new SqliteTables(_database)).AddSingleton(Dice.Seeded());
        builder.Services.AddLogging().AddRoutingCore().AddProjects(builder.Configuration).AddLlmMonitor();
        builder.Services.AddSafety(builder.Configuration);
        builder.Services.ConfigureHttpJsonOptions(json => Json.Apply(json.SerializerOptions));
        _app = builder.Build();
        _app.UseRouting();
        _app.UseKeys();
        _app.MapGroup("/api/v1").MapSafety();
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
    public async Task A_check_answers_whether_the_text_may_be_served()
    {
        var passed = await CheckAsync("""{"request_id":"r1","response":"Berlin is the capital."}""");
        Assert.Equal(
            """{"serve":true,"reason":"passed","patterns":[],"sampled":false""",
            passed[..passed.IndexOf(",\"pattern_set", StringComparison.Ordinal)]
        );
        var blocked = JsonNode.Parse(await CheckAsync("""{"request_id":"r2","response":"Here is how to make a bomb at home."}"""))!;
        Assert.False((bool)blocked["serve"]!);
        Assert.Equal("hard_block_pattern", (string)blocked["reason"]!);
        Assert.Equal("This content is not available.", (string)blocked["message"]!);
        Assert.Equal(
            """{"id":"weapons.make-bomb","category":"indiscriminate_weapons","severity":"critical","action":"block"}""",
            blocked["patterns"]!.AsArray().First(pattern => (string)pattern!["id"]! == "weapons.make-bomb")!.ToJsonString()
        );
    }

    [Theory] // S19
    [InlineData("""{"request_id":"r","response":null,"prompt":null,"contexts":null}""", 200)]
    [InlineData("""{"response":"no id"}""", 400)]
    [InlineData("""{"request_id":"r","stream_id":"s","response":"no sequence"}""", 400)]
    [InlineData("""{"request_id":"r","response":5}""", 400)]
    [InlineData("[]", 400)]
    public async Task A_check_that_cannot_be_read_is_refused_by_name(string json, int status)
    {
        using var answer = await _client.PostAsync("/api/v1/safety/check", Body(json));
        Assert.Equal(status, (int)answer.StatusCode);
    }

    [Fact]
    public async Task A_broken_overlay_is_refused_and_a_good_one_holds_at_once()
    {
        using var broken = await _client.PutAsync(
            "/api/v1/safety/patterns/house",
            Body("""{"updated":"2026-11-23","patterns":[{"id":"x"}]}""")
        );
        Assert.Equal(HttpStatusCode.BadRequest, broken.StatusCode);
        Assert.Contains("patterns[0].category", await broken.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        const string overlay =
            """{"updated":"2026-11-24","patterns":[{"id":"house.x","category":"hate","severity":"low","action":"block","all":[["zork"]],"match":["zork"]}]}""";
        using var good = await _client.PutAsync("/api/v1/safety/patterns/house", Body(overlay));
        Assert.Equal(HttpStatusCode.OK, good.StatusCode);
        Assert.Contains("\"serve\":false", await CheckAsync("""{"request_id":"r","response":"Zork!"}"""), StringComparison.Ordinal);
        var listed = await _client.GetFromJsonAsync<JsonNode>("/api/v1/safety/patterns");
        Assert.StartsWith("2026-11-24-", (string)listed!["pattern_set_version"]!, StringComparison.Ordinal);
        Assert.NotNull(listed["overlays"]!["house"]);
        using var deleted = await _client.DeleteAsync(new Uri("/api/v1/safety/patterns/house", UriKind.Relative));
        Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
        Assert.Contains("\"serve\":true", await CheckAsync("""{"request_id":"r","response":"Zork!"}"""), StringComparison.Ordinal);
    }

    private async Task<string> CheckAsync(string json)
    {
        using var answer = await _client.PostAsync("/api/v1/safety/check", Body(json));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.Content.ReadAsStringAsync();
    }

    private static StringContent Body(string json) => new(json, System.Text.Encoding.UTF8, "application/json");
}
