using System.Text.Json;
using System.Text.RegularExpressions;
using Xunit;

namespace LlmMonitor.Functions.Tests.Host;

public sealed partial class ApiPagesTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Health_is_open_and_shows_no_data()
    {
        await using var app = new TestApp();
        Assert.Equal("""{"status":"ok"}""", await app.CreateClient().GetStringAsync("/api/health", Cancellation));
    }

    /// <summary>The snapshot is what callers rely on: a change of it is seen in review. <c>UPDATE_SNAPSHOTS=1</c> writes it anew.</summary>
    [Fact]
    public async Task The_OpenAPI_document_is_the_one_that_is_kept_in_the_repository()
    {
        var path = Repository.PathOf("docs", "reference", "openapi.json");
        await using var app = new TestApp();
        var document =
            (await app.CreateClient().GetStringAsync("/api/openapi.json", Cancellation)).ReplaceLineEndings("\n").TrimEnd() + "\n";
        if (Environment.GetEnvironmentVariable("UPDATE_SNAPSHOTS") == "1")
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            await File.WriteAllTextAsync(path, document, Cancellation);
        }
        var kept = (await File.ReadAllTextAsync(path, Cancellation)).ReplaceLineEndings("\n");
        Assert.True(
            kept == document,
            $"The API is not what {path} says. Where the change is meant, run the tests with UPDATE_SNAPSHOTS=1 and commit the file."
        );
    }

    [Fact]
    public async Task The_document_names_no_trigger_no_admin_route_and_no_server()
    {
        await using var app = new TestApp();
        using var document = JsonDocument.Parse(await app.CreateClient().GetStringAsync("/api/openapi.json", Cancellation));
        Assert.All(
            document.RootElement.GetProperty("paths").EnumerateObject(),
            path => Assert.StartsWith("/api/", path.Name, StringComparison.Ordinal)
        );
        Assert.False(document.RootElement.TryGetProperty("servers", out _));
    }

    [Fact]
    public async Task The_document_says_that_every_route_but_health_needs_a_key_in_either_header()
    {
        await using var app = new TestApp();
        using var document = JsonDocument.Parse(await app.CreateClient().GetStringAsync("/api/openapi.json", Cancellation));
        var schemes = document.RootElement.GetProperty("components").GetProperty("securitySchemes");
        Assert.Equal("bearer", schemes.GetProperty("bearer").GetProperty("scheme").GetString());
        Assert.Equal("x-api-key", schemes.GetProperty("header").GetProperty("name").GetString());
        Assert.Equal(2, document.RootElement.GetProperty("security").GetArrayLength());
        foreach (var path in document.RootElement.GetProperty("paths").EnumerateObject())
        foreach (var operation in path.Value.EnumerateObject())
            Assert.Equal(path.Name.StartsWith("/api/health", StringComparison.Ordinal), operation.Value.TryGetProperty("security", out _));
    }

    [Fact]
    public async Task The_reference_page_offers_no_button_that_sends_the_document_elsewhere()
    {
        await using var app = new TestApp();
        var page = await app.CreateClient().GetStringAsync("/api/reference/", Cancellation);
        Assert.Contains("\"showDeveloperTools\":\"never\"", page, StringComparison.Ordinal);
        Assert.Contains("\"hideClientButton\":true", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_reference_page_loads_everything_from_the_app_itself()
    {
        await using var app = new TestApp();
        var client = app.CreateClient();
        var page = await client.GetStringAsync("/api/reference/", Cancellation);
        Assert.DoesNotContain("//", page.Replace("<!doctype html>", "", StringComparison.Ordinal), StringComparison.Ordinal);
        foreach (var script in ScriptSource().Matches(page).Select(match => match.Groups["path"].Value))
            Assert.NotEmpty(await client.GetByteArrayAsync($"/api/reference/{script}", Cancellation));
    }

    [GeneratedRegex("src=\"(?<path>[^\"]+)\"", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex ScriptSource();
}
