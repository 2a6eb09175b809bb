using LlmMonitor.Core.Projects;
using Xunit;

namespace LlmMonitor.Functions.Tests.Projects;

public sealed class KeyAuthenticationTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task No_key_malformed_unknown_wrong_and_revoked_keys_look_the_same()
    {
        await using var door = await Door.OpenAsync();
        var good = await door.KeyAsync(Project.DefaultId, Scope.Admin);
        var (revoked, revokedText) = await door.Keys.CreateAsync(Project.DefaultId, "old", Scope.Admin, Cancel);
        await door.Keys.RevokeAsync(revoked.KeyId, Cancel);
        string?[] wrong =
        [
            null,
            "nonsense",
            "lmk_",
            new string('x', 5_000),
            "lmk_aaaaaaaaaaaa_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
            good[..^1] + (good[^1] == 'a' ? 'b' : 'a'),
            revokedText,
        ];

        var bodies = new HashSet<string>();
        foreach (var key in wrong)
        {
            var answer = await door.GetAsync("/api/v1/needs/read", key);
            Assert.Equal((401, "application/problem+json", "Bearer"), (answer.Status, answer.Type, answer.Header("WWW-Authenticate")));
            bodies.Add(answer.Text);
        }
        Assert.Contains("\"status\":401", Assert.Single(bodies));
    }

    [Theory]
    [InlineData("Authorization", "Bearer {0}", 200)]
    [InlineData("Authorization", "bearer {0}", 200)]
    [InlineData("Authorization", "Bearer   {0} ", 200)]
    [InlineData("x-api-key", "{0}", 200)]
    [InlineData("X-Api-Key", "{0}", 200)]
    [InlineData("Authorization", "{0}", 401)]
    [InlineData("Authorization", "Basic {0}", 401)]
    [InlineData("x-api-key", "Bearer {0}", 401)]
    [InlineData("x-functions-key", "{0}", 401)]
    [InlineData("Cookie", "key={0}", 401)]
    public async Task A_key_is_read_from_its_two_headers_only(string header, string value, int status)
    {
        await using var door = await Door.OpenAsync();
        var key = await door.KeyAsync(Project.DefaultId, Scope.Read);
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/v1/needs/read?key={key}&code={key}");
        request.Headers.TryAddWithoutValidation(header, string.Format(System.Globalization.CultureInfo.InvariantCulture, value, key));

        Assert.Equal(status, (int)(await door.SendAsync(request)).StatusCode);
    }

    [Theory]
    [InlineData(Scope.Ingest, "ingest")]
    [InlineData(Scope.Read, "read")]
    [InlineData(Scope.Review, "review")]
    [InlineData(Scope.Ingest | Scope.Read, "ingest read")]
    [InlineData(Scope.Admin, "ingest read review admin")]
    [InlineData(Scope.Operator, "ingest read review admin operator")]
    public async Task A_scope_opens_what_it_implies_and_nothing_else(Scope granted, string opens)
    {
        await using var door = await Door.OpenAsync();
        var key = await door.KeyAsync(granted == Scope.Operator ? null : Project.DefaultId, granted);

        foreach (var needed in KeyRules.ScopesByName.Keys)
            Assert.Equal(opens.Split(' ').Contains(needed) ? 200 : 403, (await door.GetAsync($"/api/v1/needs/{needed}", key)).Status);
    }

    [Fact]
    public async Task A_route_that_names_no_scope_is_the_operators_alone()
    {
        await using var door = await Door.OpenAsync();
        var admin = await door.KeyAsync(Project.DefaultId, Scope.Admin);

        Assert.Equal(401, (await door.GetAsync("/api/v1/forgot", null)).Status);
        Assert.Equal(403, (await door.GetAsync("/API/V1/forgot", admin)).Status);
        Assert.Equal(200, (await door.GetAsync("/api/v1/forgot", Door.AdminKey)).Status);
        Assert.Equal(200, (await door.GetAsync("/api/health", null)).Status);
    }

    [Fact]
    public async Task The_bootstrap_key_is_operator_and_admin_of_the_default_project()
    {
        await using var door = await Door.OpenAsync();

        Assert.Equal("default", (await door.GetAsync("/api/v1/needs/operator", Door.AdminKey)).Text);
        Assert.Equal("default", (await door.GetAsync("/api/v1/needs/admin", Door.AdminKey)).Text);
    }

    [Fact]
    public async Task A_bootstrap_key_that_is_too_short_stops_the_start()
    {
        var fault = await Assert.ThrowsAsync<ArgumentException>(() => Door.OpenAsync(settings: ("LlmMonitor:AdminKey", "short")));

        Assert.Contains("at least 16", fault.Message);
    }

    [Fact]
    public async Task An_operator_names_the_project_others_have_theirs()
    {
        await using var door = await Door.OpenAsync();
        var (mine, other) = (await door.ProjectAsync("mine"), await door.ProjectAsync("other"));
        var key = await door.KeyAsync(mine, Scope.Read);

        Assert.Equal(other, (await door.GetAsync($"/api/v1/needs/read?project_id={other}", Door.AdminKey)).Text);
        Assert.Equal(404, (await door.GetAsync("/api/v1/needs/read?project_id=nobody", Door.AdminKey)).Status);
        Assert.Equal(mine, (await door.GetAsync("/api/v1/needs/read", key)).Text);
        Assert.Equal(mine, (await door.GetAsync($"/api/v1/needs/read?project_id={mine}", key)).Text);

        var foreign = await door.GetAsync($"/api/v1/needs/read?project_id={other}", key);
        var absent = await door.GetAsync("/api/v1/needs/read?project_id=nobody", key);
        Assert.Equal((404, 404, foreign.Text), (foreign.Status, absent.Status, absent.Text));
    }

    [Fact]
    public async Task The_project_can_be_named_in_a_header()
    {
        await using var door = await Door.OpenAsync();
        var project = await door.ProjectAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/api/v1/needs/read");
        request.Headers.Add("x-api-key", Door.AdminKey);
        request.Headers.Add("x-project-id", project);

        Assert.Equal(project, (await Answer.OfAsync(await door.SendAsync(request))).Text);
    }

    [Fact]
    public async Task A_refused_body_is_not_read()
    {
        await using var door = await Door.OpenAsync();

        Assert.Equal(401, (await door.AskAsync(HttpMethod.Post, "/api/v1/keys", "nonsense", "{ not json")).Status);
    }
}
