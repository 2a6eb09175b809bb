using System.Text;
using System.Text.Json.Nodes;
using LlmMonitor.Core.Operations;
using LlmMonitor.Core.Projects;
using LlmMonitor.Functions.Tests.Apps;
using Xunit;

namespace LlmMonitor.Functions.Tests.Privacy;

/// <summary>A project out as lines and back in as another: the reports are the same.</summary>
public sealed class MovingTests(EmbeddedApp app) : IClassFixture<EmbeddedApp>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Reports_calls_texts_and_settings_come_through()
    {
        var from = await BusyAsync();
        var to = await app.TenantAsync();
        var lines = await ExportAsync(from);
        Assert.DoesNotContain(lines, line => line.Contains("hooks.example/secret", StringComparison.Ordinal));
        Assert.DoesNotContain(lines.Select(Plain), line => line.Contains("header-secret", StringComparison.Ordinal));
        Assert.Contains(lines.Select(Plain), line => line.Contains("hooks.example.com", StringComparison.Ordinal));

        await ImportAsync(to, lines);
        await to.FoldAsync();
        await from.FoldAsync();

        Assert.Equal(await SeenAsync(from), await SeenAsync(to));
        await to.OperateAsync("/rollups/rebuild", new { from = "2026-11-20", to = to.Now.ToString("yyyy-MM-dd") });
        Assert.Equal(await SeenAsync(from), await SeenAsync(to));
    }

    [Fact]
    public async Task The_same_file_again_changes_nothing_and_is_asked_for()
    {
        var (from, to) = (await BusyAsync(), await app.TenantAsync());
        var lines = await ExportAsync(from);
        await ImportAsync(to, lines);
        var refused = await Assert.ThrowsAsync<FormatException>(() => ImportAsync(to, lines));
        Assert.Contains("has calls already", refused.Message);
        await ImportAsync(to, lines, again: true);
        await to.FoldAsync();
        await from.FoldAsync();
        Assert.Equal(await SeenAsync(from), await SeenAsync(to));
    }

    [Theory]
    [InlineData(1, """{"table":"keys","partition":"","key":"k","values":{}}""", "no table that moves")]
    [InlineData(1, """{"table":"calls","partition":"other|x","key":"k","values":{}}""", "leads out of the project")]
    [InlineData(1, "nonsense", "Line 2")]
    [InlineData(0, """{"llm_monitor_export":99}""", "no head")]
    [InlineData(-1, "", "cut short")]
    public async Task What_is_wrong_with_a_file_is_said_with_its_line(int at, string line, string fault)
    {
        var lines = (await ExportAsync(await app.SharedTenantAsync())).ToList();
        if (at >= 0)
            lines.Insert(at, line);
        else
            lines.RemoveAt(lines.Count - 1);
        var refused = await Assert.ThrowsAsync<FormatException>(async () => await ImportAsync(await app.TenantAsync(), lines));
        Assert.Contains(fault, refused.Message);
    }

    /// <summary>The packed columns of a line as text.</summary>
    private static string Plain(string line) =>
        line
        + string.Concat(
            JsonNode
                .Parse(line)!["values"]
                ?.AsObject()
                .Select(value => (string?)value.Value!["bytes"])
                .OfType<string>()
                .Select(bytes => Encoding.UTF8.GetString(Convert.FromBase64String(bytes)))
                ?? []
        );

    private async Task<Tenant> BusyAsync()
    {
        var tenant = await app.TenantAsync(
            new
            {
                texts = "full",
                show_user_ids = true,
                zone = "Europe/Berlin",
            }
        );
        foreach (
            var (path, body) in new[]
            {
                ("/checks/chat", """{"checks":[{"name":"short","type":"length_between","max":3}]}"""),
                ("/budgets/each", """{"scope":"user","match":"*","limit_usd":"5","window":"day"}"""),
                ("/golden-sets/kept", """{"examples":[{"id":"q1","question":"?"}]}"""),
                ("/thresholds/chat", """{"ttft_p95_seconds":2.5}"""),
                ("/channels/ops", """{"type":"webhook","url":"https://hooks.example/secret","secret":"secret-of-16-letters"}"""),
                (
                    "/canaries/c1",
                    """{"endpoint":"chat","target":{"type":"http","url":"https://hooks.example.com/ask","headers":{"Authorization":"header-secret"},"body":{"q":"{{prompt}}"}},"prompt":"?","expect":[{"type":"contains","value":"x"}]}"""
                ),
                ("/deployments/mine", """{"provider":"openai","model":"gpt-4o"}"""),
            }
        )
            Assert.True(await tenant.AskAsync(HttpMethod.Put, path, body) is { Status: >= 200 and < 300 }, path);
        await tenant.TakeAndFoldAsync(Call(tenant, "r1"), Call(tenant, "r2"));
        app.Time.Advance(TimeSpan.FromMinutes(11));
        await app.RunAsync("CompactRollups");
        await app.DrainAsync("compaction", "CompactDay");
        await tenant.TakeAndFoldAsync(Call(tenant, "r3"));
        await tenant.TakeAsync(Call(tenant, "r4")); // not folded yet
        return tenant;
    }

    private static object Call(Tenant tenant, string id) =>
        new
        {
            request_id = id,
            timestamp = tenant.Now,
            model = "gpt-4o",
            provider = "openai",
            endpoint = "chat",
            user_id = "u" + id,
            input_tokens = 1000,
            output_tokens = 100,
            total_seconds = 2,
            response = "Grüße, \"<b>\"",
        };

    private static async Task<string> SeenAsync(Tenant tenant)
    {
        var seen = new List<string>();
        foreach (
            var path in new[]
            {
                "/reports/cost?date=2026-11-23",
                "/reports/latency?from=2026-11-23T00:00:00Z&to=2026-11-24T00:00:00Z",
                "/calls?limit=10",
                "/calls/r3",
                "/checks/chat",
                "/budgets/each",
                "/golden-sets/kept",
                "/deployments",
            }
        )
            seen.Add((await tenant.ReportAsync(path)).ToJsonString());
        var project = await tenant.ReportAsync($"/projects/{tenant.Id}");
        return string.Join('\n', seen) + project["settings"]!.ToJsonString();
    }

    private async Task<IReadOnlyList<string>> ExportAsync(Tenant tenant) =>
        await app.Get<ProjectExport>().RunAsync(await ProjectAsync(tenant), Cancel).ToListAsync(Cancel);

    private async Task ImportAsync(Tenant tenant, IEnumerable<string> lines, bool again = false) =>
        await app.Get<ProjectImport>().RunAsync(await ProjectAsync(tenant), lines.ToAsyncEnumerable(), again, Cancel);

    private async Task<Project> ProjectAsync(Tenant tenant) => (await app.Get<ProjectStore>().FindAsync(tenant.Id, Cancel))!;
}
