using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using LlmMonitor.Core.Projects;
using LlmMonitor.Functions.Projects;
using LlmMonitor.Functions.Tests.Apps;
using Microsoft.AspNetCore.Routing;
using Xunit;

namespace LlmMonitor.Functions.Tests.Security;

/// <summary>
/// What holds for every route, asked of each that the app has: a new one is held to it without being named here. OWASP API Security Top 10 (2023), API1, API2 and API5.
/// </summary>
public sealed partial class EveryRouteTests(EmbeddedApp app) : IClassFixture<EmbeddedApp>
{
    /// <summary>Open to all, and without data.</summary>
    private static readonly string[] Open = ["/api/health", "/api/health/live", "/api/health/ready", "/api/openapi.json", "/api/reference"];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Without_a_key_no_route_answers()
    {
        using var client = app.Client("");
        client.DefaultRequestHeaders.Authorization = null;
        Assert.InRange(Routes().Count, 70, 1000);
        foreach (var (method, path, _) in Routes())
            Assert.True(await StatusAsync(client, method, path) == HttpStatusCode.Unauthorized, $"{method} {path} answers without a key.");
    }

    [Fact]
    public async Task With_all_scopes_but_its_own_no_route_answers()
    {
        var tenant = await app.SharedTenantAsync();
        foreach (var routes in Routes().GroupBy(route => route.Needs))
        {
            var lacking = Enum.GetValues<Scope>()
                .Where(scope => scope is not (Scope.None or Scope.Operator) && !Opens(scope, routes.Key))
                .ToList();
            if (lacking.Count == 0)
                continue;
            using var client = app.Client(await app.KeyAsync(tenant.Id, lacking));
            foreach (var (method, path, _) in routes)
                Assert.True(
                    await StatusAsync(client, method, path) == HttpStatusCode.Forbidden,
                    $"{method} {path} needs {routes.Key.Scope} and answers a key with {string.Join(", ", lacking)}."
                );
        }
    }

    [Fact]
    public async Task Another_project_is_answered_as_if_it_were_not_there()
    {
        var (mine, other) = (await app.SharedTenantAsync(), await app.TenantAsync());
        using var client = app.Client(await app.KeyAsync(mine.Id, [Scope.Ingest, Scope.Read, Scope.Review, Scope.Admin]));
        foreach (var (method, path, needs) in Routes().Where(route => route.Needs.Scope != Scope.Operator))
            Assert.True(
                await StatusAsync(client, method, $"{path}?project_id={other.Id}") == HttpStatusCode.NotFound,
                $"{method} {path} ({needs.Scope}) answers for another project."
            );
    }

    /// <summary>Fewer than what an admin has would not be enough: a key must not make a greater one.</summary>
    [Fact]
    public async Task A_project_s_admin_makes_no_operator_and_no_key_of_another_project()
    {
        var (mine, other) = (await app.SharedTenantAsync(), await app.TenantAsync());
        var greater = await mine.AskAsync(
            HttpMethod.Post,
            "/keys",
            new
            {
                project_id = mine.Id,
                name = "x",
                scopes = new[] { "operator" },
            }
        );
        Assert.InRange(greater.Status, 400, 403);
        var foreign = await mine.AskAsync(
            HttpMethod.Post,
            "/keys",
            new
            {
                project_id = other.Id,
                name = "x",
                scopes = new[] { "read" },
            }
        );
        Assert.Equal(404, foreign.Status);
        Assert.Equal(404, (await mine.AskAsync(HttpMethod.Put, $"/projects/{other.Id}/settings", new { zone = "Etc/UTC" })).Status);
    }

    private static bool Opens(Scope scope, RequiredScope needs) => needs.OpensTo(new Caller("k", "p", scope));

    private static async Task<HttpStatusCode> StatusAsync(HttpClient client, string method, string path)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (method is "POST" or "PUT")
            request.Content = new StringContent("{}", Encoding.UTF8, "application/json");
        return (await client.SendAsync(request, Cancel)).StatusCode;
    }

    private List<(string Method, string Path, RequiredScope Needs)> Routes() =>
        [
            .. from endpoint in app.Get<IEnumerable<EndpointDataSource>>().SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()
            let path = Parameter().Replace("/" + endpoint.RoutePattern.RawText!.TrimStart('/'), "x")
            where path.StartsWith("/api", StringComparison.Ordinal) && !Open.Any(open => path.StartsWith(open, StringComparison.Ordinal))
            from method in endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? ["GET"]
            select (method, path, endpoint.Metadata.GetMetadata<RequiredScope>() ?? new RequiredScope(Scope.Operator)),
        ];

    [GeneratedRegex(@"\{[^}]*\}", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Parameter();
}
