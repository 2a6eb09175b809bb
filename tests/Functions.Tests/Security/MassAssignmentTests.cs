using LlmMonitor.Core.Projects;
using LlmMonitor.Functions.Tests.Apps;
using Xunit;

namespace LlmMonitor.Functions.Tests.Security;

/// <summary>
/// What the app decides by itself is not taken from a body: ids, secrets, times, prices, what was spent. OWASP API Security Top 10 (2023), API3.
/// </summary>
public sealed class MassAssignmentTests(EmbeddedApp app) : IClassFixture<EmbeddedApp>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_project_s_id_time_and_pseudonym_key_are_its_own()
    {
        var tenant = await app.TenantAsync();
        var before = await ProjectAsync(tenant.Id);
        var changed = await tenant.AskAsync(
            HttpMethod.Put,
            $"/projects/{tenant.Id}/settings",
            new
            {
                id = "default",
                project_id = "default",
                name = "other",
                created_at = "2000-01-01T00:00:00Z",
                pseudonym_key = Convert.ToBase64String(new byte[32]),
                deployments = new { x = new { provider = "openai", model = "gpt-4o" } },
                zone = "Europe/Berlin",
            }
        );
        Assert.Equal(200, changed.Status);
        var after = await ProjectAsync(tenant.Id);
        Assert.Equal((before.Id, before.Name, before.CreatedAt, 0), (after.Id, after.Name, after.CreatedAt, after.Deployments.Count));
        Assert.True(before.PseudonymKey.Span.SequenceEqual(after.PseudonymKey.Span));
        Assert.Equal("Europe/Berlin", after.Settings.Zone);
        Assert.DoesNotContain("pseudonym", changed.Text, StringComparison.OrdinalIgnoreCase);

        using var client = app.Client(Host.TestApp.AdminKey);
        var made = await client.AskAsync(
            HttpMethod.Post,
            "/api/v1/projects",
            new
            {
                name = "made",
                project_id = tenant.Id,
                pseudonym_key = Convert.ToBase64String(new byte[32]),
            }
        );
        Assert.NotEqual(tenant.Id, made["project_id"]);
        Assert.False((await ProjectAsync(made["project_id"]!)).PseudonymKey.Span.SequenceEqual(new byte[32]));
    }

    [Fact]
    public async Task A_key_is_drawn_and_not_chosen()
    {
        var tenant = await app.TenantAsync();
        var chosen = "lmk_" + new string('a', 64);
        var made = await tenant.AskAsync(
            HttpMethod.Post,
            "/keys",
            new
            {
                name = "mine",
                scopes = new[] { "read" },
                key = chosen,
                key_id = "chosen",
                hash = "00",
                created_at = "2000-01-01T00:00:00Z",
                is_operator = true,
                scope = 255,
            }
        );
        Assert.Equal(201, made.Status);
        Assert.NotEqual((chosen, "chosen"), (made["key"], made["key_id"]));
        Assert.Equal("""["read"]""", made.Json["scopes"]!.ToJsonString());
        using var client = app.Client(chosen);
        Assert.Equal(401, (await client.AskAsync(HttpMethod.Get, "/api/v1/projects")).Status);
    }

    [Fact]
    public async Task A_call_s_price_place_and_checks_are_not_the_caller_s_to_say()
    {
        var (tenant, other) = (await app.TenantAsync(), await app.TenantAsync());
        await tenant.TakeAndFoldAsync(
            new
            {
                request_id = "r1",
                model = "gpt-4o",
                input_tokens = 1_000_000,
                project_id = other.Id,
                cost_usd = "0",
                cost = new { usd = "0" },
                price_table_version = "mine",
                received_at = "2000-01-01T00:00:00Z",
                checks = new[] { new { name = "x", outcome = "pass" } },
            }
        );
        Assert.Equal(404, (await other.GetAsync("/calls/r1")).Status);
        Assert.Equal("2.5", (await tenant.ReportAsync("/reports/cost"))["total_usd"]!.ToString());
        Assert.DoesNotContain("\"mine\"", (await tenant.GetAsync("/calls/r1")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_budget_has_spent_is_counted_and_not_told()
    {
        var tenant = await app.TenantAsync();
        var put = await tenant.AskAsync(
            HttpMethod.Put,
            "/budgets/all",
            new
            {
                scope = "project",
                match = "*",
                limit_usd = "0.01",
                window = "day",
                hard = true,
                name = "another",
                settled_usd = "-100",
                reserved_usd = "-100",
                used_usd = "-100",
                project_id = "default",
            }
        );
        Assert.InRange(put.Status, 200, 201);
        var asked = await tenant.AskAsync(
            HttpMethod.Post,
            "/budgets/reserve",
            new
            {
                request_id = "r",
                model = "gpt-4o",
                input_tokens = 1_000_000,
                max_output_tokens = 1,
            }
        );
        Assert.Equal("false", asked["allowed"]?.ToLowerInvariant());
        Assert.DoesNotContain("another", (await tenant.GetAsync("/budgets")).Text, StringComparison.Ordinal);
    }

    private async Task<Project> ProjectAsync(string id) => (await app.Get<ProjectStore>().FindAsync(id, Cancel))!;
}
