using System.Text.Json.Nodes;
using LlmMonitor.Core.Projects;
using Xunit;

namespace LlmMonitor.Functions.Tests.Projects;

public sealed class ProjectsApiTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_project_is_made_with_its_zone_and_settings()
    {
        await using var door = await Door.OpenAsync();

        var made = await door.AskAsync(
            HttpMethod.Post,
            "/api/v1/projects",
            Door.AdminKey,
            """{"name":"Demo","zone":"Europe/Berlin","settings":{"texts":"none","daily_budget_usd":"12.50"}}"""
        );

        Assert.Equal(201, made.Status);
        Assert.Matches("^demo-[a-z2-7]{6}$", made["project_id"]);
        Assert.Equal("/api/v1/projects/" + made["project_id"], made.Header("Location"));
        Assert.Equal(("Europe/Berlin", "none"), ((string?)made.Json["settings"]!["zone"], (string?)made.Json["settings"]!["texts"]));
        Assert.Equal("\"12.50\"", made.Json["settings"]!["daily_budget_usd"]!.ToJsonString());
        Assert.Equal(made.Text, (await door.GetAsync($"/api/v1/projects/{made["project_id"]}", Door.AdminKey)).Text);
    }

    [Fact]
    public async Task Every_fault_of_a_new_project_is_named()
    {
        await using var door = await Door.OpenAsync();

        var refused = await door.AskAsync(
            HttpMethod.Post,
            "/api/v1/projects",
            Door.AdminKey,
            """{"zone":"Mars/Base","settings":{"report_hour":24}}"""
        );

        Assert.Equal((400, "application/problem+json"), (refused.Status, refused.Type));
        Assert.Equal(["name", "report_hour", "zone"], refused.Json["errors"]!.AsArray().Select(error => (string)error!["field"]!));
    }

    [Fact]
    public async Task Only_an_operator_makes_projects_and_sees_all()
    {
        await using var door = await Door.OpenAsync();
        var mine = await door.ProjectAsync("mine");
        var admin = await door.KeyAsync(mine, Scope.Admin);

        Assert.Equal(403, (await door.AskAsync(HttpMethod.Post, "/api/v1/projects", admin, """{"name":"x"}""")).Status);
        Assert.Equal([mine], Ids(await door.GetAsync("/api/v1/projects", admin)));
        Assert.Equal(["default", mine], Ids(await door.GetAsync("/api/v1/projects", Door.AdminKey)));

        static IEnumerable<string> Ids(Answer answer) =>
            answer.Json["projects"]!.AsArray().Select(project => (string)project!["project_id"]!);
    }

    [Fact]
    public async Task Another_projects_data_is_not_there()
    {
        await using var door = await Door.OpenAsync();
        var (mine, other) = (await door.ProjectAsync("mine"), await door.ProjectAsync("other"));
        var admin = await door.KeyAsync(mine, Scope.Admin);
        var (theirs, _) = await door.Keys.CreateAsync(other, "theirs", Scope.Ingest, Cancel);
        var (operators, _) = await door.Keys.CreateAsync(null, "ops", Scope.Operator, Cancel);

        Assert.Equal(404, (await door.GetAsync($"/api/v1/projects/{other}", admin)).Status);
        Assert.Equal(
            404,
            (await door.AskAsync(HttpMethod.Put, $"/api/v1/projects/{other}/settings", admin, """{"report_hour":1}""")).Status
        );
        Assert.Equal(
            404,
            (
                await door.AskAsync(HttpMethod.Post, "/api/v1/keys", admin, $$"""{"project_id":"{{other}}","name":"x","scopes":["read"]}""")
            ).Status
        );
        Assert.Equal(404, (await door.AskAsync(HttpMethod.Delete, $"/api/v1/keys/{theirs.KeyId}", admin)).Status);
        Assert.Equal(404, (await door.AskAsync(HttpMethod.Delete, $"/api/v1/keys/{operators.KeyId}", admin)).Status);
        Assert.Equal(404, (await door.GetAsync($"/api/v1/keys?project_id={other}", admin)).Status);
        Assert.Equal(
            404,
            (
                await door.AskAsync(
                    HttpMethod.Put,
                    $"/api/v1/deployments/d?project_id={other}",
                    admin,
                    """{"provider":"azure","model":"m"}"""
                )
            ).Status
        );
        Assert.Null((await door.Keys.FindAsync(theirs.KeyId, Cancel))!.RevokedAt);
        Assert.DoesNotContain(theirs.KeyId, (await door.GetAsync("/api/v1/keys", admin)).Text);
    }

    [Fact]
    public async Task A_change_of_settings_touches_what_it_names_and_nothing_else()
    {
        await using var door = await Door.OpenAsync();
        var id = await door.ProjectAsync("mine");
        var admin = await door.KeyAsync(id, Scope.Admin);
        var before = (await door.Projects.FindAsync(id, Cancel))!;

        var changed = await door.AskAsync(
            HttpMethod.Put,
            $"/api/v1/projects/{id}/settings",
            admin,
            """{"report_hour":5,"project_id":"default","id":"default","name":"stolen","pseudonym_key":"AAAA","created_at":"2000-01-01T00:00:00Z","deployments":{"a":{}},"settings":{"zone":"Asia/Tokyo"}}"""
        );

        var after = (await door.Projects.FindAsync(id, Cancel))!;
        Assert.Equal((200, "5"), (changed.Status, changed.Json["settings"]!["report_hour"]!.ToJsonString()));
        Assert.Equal((id, before.Name, before.CreatedAt), (after.Id, after.Name, after.CreatedAt));
        Assert.Equal(before.PseudonymKey.ToArray(), after.PseudonymKey.ToArray());
        Assert.Equal("Etc/UTC", after.Settings.Zone);
        Assert.Empty(after.Deployments);
        Assert.DoesNotContain("pseudonym", changed.Text);
    }

    [Fact]
    public async Task Settings_with_a_fault_are_left_as_they_were()
    {
        await using var door = await Door.OpenAsync();

        var refused = await door.AskAsync(
            HttpMethod.Put,
            "/api/v1/projects/default/settings",
            Door.AdminKey,
            """{"report_hour":5,"retention_days":0,"texts":"some"}"""
        );

        Assert.Equal(["texts", "retention_days"], refused.Json["errors"]!.AsArray().Select(error => (string)error!["field"]!));
        Assert.Equal(7, (await door.Projects.FindAsync("default", Cancel))!.Settings.ReportHour);
    }

    [Theory]
    [InlineData(Scope.Ingest, 403, 403)]
    [InlineData(Scope.Read, 200, 403)]
    [InlineData(Scope.Admin, 200, 200)]
    public async Task Settings_are_read_with_read_and_changed_with_admin(Scope scope, int reads, int writes)
    {
        await using var door = await Door.OpenAsync();
        var id = await door.ProjectAsync();
        var key = await door.KeyAsync(id, scope);

        Assert.Equal(reads, (await door.GetAsync($"/api/v1/projects/{id}", key)).Status);
        Assert.Equal(writes, (await door.AskAsync(HttpMethod.Put, $"/api/v1/projects/{id}/settings", key, """{"report_hour":5}""")).Status);
    }

    [Fact]
    public async Task A_deployment_names_its_model()
    {
        await using var door = await Door.OpenAsync();

        var put = await door.AskAsync(
            HttpMethod.Put,
            "/api/v1/deployments/Prod-Chat",
            Door.AdminKey,
            """{"provider":"Azure","model":"gpt-4o"}"""
        );
        var refused = await door.AskAsync(HttpMethod.Put, "/api/v1/deployments/prod%20chat", Door.AdminKey, """{"model":""}""");

        Assert.Equal((200, "prod-chat", "azure", "gpt-4o"), (put.Status, put["name"], put["provider"], put["model"]));
        Assert.Equal(["name", "provider", "model"], refused.Json["errors"]!.AsArray().Select(error => (string)error!["field"]!));
        var listed = Assert.Single((await door.GetAsync("/api/v1/deployments", Door.AdminKey)).Json["deployments"]!.AsArray());
        Assert.True(JsonNode.DeepEquals(put.Json, listed));
    }
}
