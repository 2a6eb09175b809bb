using LlmMonitor.Core.Projects;
using Xunit;

namespace LlmMonitor.Functions.Tests.Projects;

public sealed class KeysApiTests
{
    private const string Keys = "/api/v1/keys";

    [Fact]
    public async Task A_key_is_shown_once_works_and_is_listed_without_its_secret()
    {
        await using var door = await Door.OpenAsync();
        var project = await door.ProjectAsync();

        var made = await door.AskAsync(
            HttpMethod.Post,
            Keys,
            Door.AdminKey,
            $$"""{"project_id":"{{project}}","name":"app","scopes":["ingest","read"]}"""
        );
        var key = made["key"]!;
        Assert.Equal((201, project, "no-store"), (made.Status, made["project_id"], made.Header("Cache-Control")));
        Assert.StartsWith($"lmk_{made["key_id"]}_", key);
        Assert.Equal(project, (await door.GetAsync("/api/v1/needs/ingest", key)).Text);
        await door.Uses.FlushAsync();

        var list = await door.GetAsync($"{Keys}?project_id={project}", Door.AdminKey);
        var listed = Assert.Single(list.Json["keys"]!.AsArray())!;
        Assert.Equal("""["ingest","read"]""", listed["scopes"]!.ToJsonString());
        Assert.Equal(door.Time.GetUtcNow(), (DateTimeOffset)listed["last_used_at"]!);
        Assert.Null(listed["revoked_at"]);
        Assert.DoesNotContain(key[^KeyRules.SecretLetters..], list.Text);
    }

    [Fact]
    public async Task A_revoked_key_opens_nothing_and_its_record_stays()
    {
        await using var door = await Door.OpenAsync();
        var made = await door.AskAsync(HttpMethod.Post, Keys, Door.AdminKey, """{"name":"app","scopes":["read"]}""");
        Assert.Equal(200, (await door.GetAsync("/api/v1/needs/read", made["key"])).Status);

        var revoked = await door.AskAsync(HttpMethod.Delete, $"{Keys}/{made["key_id"]}", Door.AdminKey);
        Assert.Equal((200, made["key_id"]), (revoked.Status, revoked["key_id"]));
        Assert.NotNull(revoked["revoked_at"]);
        Assert.Equal(401, (await door.GetAsync("/api/v1/needs/read", made["key"])).Status);

        door.Time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(
            revoked["revoked_at"],
            (await door.AskAsync(HttpMethod.Delete, $"{Keys}/{made["key_id"]}", Door.AdminKey))["revoked_at"]
        );
        Assert.Equal(404, (await door.AskAsync(HttpMethod.Delete, $"{Keys}/bootstrap", Door.AdminKey)).Status);
    }

    [Fact]
    public async Task An_admin_makes_keys_of_its_project_and_no_operators()
    {
        await using var door = await Door.OpenAsync();
        var project = await door.ProjectAsync();
        var admin = await door.KeyAsync(project, Scope.Admin);

        var made = await door.AskAsync(HttpMethod.Post, Keys, admin, """{"name":"app","scopes":["admin"]}""");

        Assert.Equal((201, project), (made.Status, made["project_id"]));
        Assert.Equal(403, (await door.AskAsync(HttpMethod.Post, Keys, admin, """{"name":"app","scopes":["operator"]}""")).Status);
        Assert.Equal(
            403,
            (
                await door.AskAsync(HttpMethod.Post, Keys, await door.KeyAsync(project, Scope.Read), """{"name":"app","scopes":["read"]}""")
            ).Status
        );
    }

    [Fact]
    public async Task An_operator_key_belongs_to_no_project_and_works_on_each()
    {
        await using var door = await Door.OpenAsync();
        var project = await door.ProjectAsync();

        var made = await door.AskAsync(HttpMethod.Post, Keys, Door.AdminKey, """{"name":"ops","scopes":["operator"]}""");

        Assert.Null(made["project_id"]);
        Assert.Equal("default", (await door.GetAsync("/api/v1/needs/admin", made["key"])).Text);
        Assert.Equal(project, (await door.GetAsync($"/api/v1/needs/admin?project_id={project}", made["key"])).Text);
        Assert.Contains(made["key_id"]!, (await door.GetAsync(Keys, made["key"])).Text);
    }

    [Theory]
    [InlineData("""{}""", "scopes name")]
    [InlineData("""{"name":" ","scopes":[]}""", "scopes name")]
    [InlineData("""{"name":"a\nb","scopes":["read"]}""", "name")]
    [InlineData("""{"name":"app","scopes":["read","write",null]}""", "scopes[1] scopes[2]")]
    [InlineData("""{"name":"app","scopes":["none"]}""", "scopes[0]")]
    [InlineData("""{"name":"app","scopes":["8"]}""", "scopes[0]")]
    public async Task Every_fault_of_a_new_key_is_named(string body, string fields)
    {
        await using var door = await Door.OpenAsync();

        var refused = await door.AskAsync(HttpMethod.Post, Keys, Door.AdminKey, body);

        Assert.Equal((400, "application/problem+json"), (refused.Status, refused.Type));
        Assert.Equal(fields, string.Join(' ', refused.Json["errors"]!.AsArray().Select(error => (string)error!["field"]!)));
    }
}
