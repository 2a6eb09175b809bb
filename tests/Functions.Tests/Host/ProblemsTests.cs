using System.Net;
using System.Text;
using System.Text.Json;
using LlmMonitor.Functions.Host;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.TestHost;
using Xunit;

namespace LlmMonitor.Functions.Tests.Host;

/// <summary>A web server set up as the app is, with routes that fail in every way.</summary>
public sealed class ProblemsTests : IAsyncLifetime
{
    private readonly WebApplication app;

    public ProblemsTests()
    {
        var builder = WebApplication.CreateBuilder();
        builder.AddHost();
        builder.WebHost.UseTestServer();
        app = builder.Build();
        app.UseProblems();
        app.MapPost("/throws", string () => throw new InvalidOperationException("the password is hunter2"));
        app.MapPost("/reads", (Body body) => body);
        app.MapGet("/query", (int limit) => limit);
        app.MapPost("/refuses", () => Problems.Of(400, "There is nothing to run."));
        app.MapPost(
            "/faults",
            () => Problems.Validation([new(3, "input_tokens", "must not be negative"), new(null, "calls", "must be a list")])
        );
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => await app.StartAsync(Cancellation);

    public ValueTask DisposeAsync() => app.DisposeAsync();

    [Theory]
    [InlineData("POST", "/throws", "", 500, "The log of the server")]
    [InlineData("POST", "/reads", "{\"n_calls\": x}", 400, "$.n_calls, line 1, byte 13")]
    [InlineData("POST", "/reads", "{\"n_calls\": \"7\"}", 400, "$.n_calls")]
    [InlineData("POST", "/reads", "{\"kind\": 1}", 400, "$.kind")]
    [InlineData("POST", "/reads", "", 400, "body")]
    [InlineData("GET", "/query?limit=many", "", 400, "limit")]
    [InlineData("GET", "/nowhere", "", 404, "nothing here")]
    [InlineData("GET", "/reads", "", 405, "does not take GET")]
    public async Task Every_failure_is_a_problem_with_a_sentence_and_no_secret(
        string method,
        string path,
        string body,
        int status,
        string says
    )
    {
        using var answer = await SendAsync(method, path, body, "application/json");
        var text = await answer.Content.ReadAsStringAsync(Cancellation);
        using var problem = JsonDocument.Parse(text);

        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal(status, problem.RootElement.GetProperty("status").GetInt32());
        Assert.Contains(says, problem.RootElement.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", text, StringComparison.Ordinal);
        Assert.DoesNotContain("System.", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_of_another_kind_is_a_415()
    {
        using var answer = await SendAsync("POST", "/reads", "<a/>", "application/xml");
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task Every_fault_is_named_at_once_and_an_index_only_where_there_is_one()
    {
        using var answer = await SendAsync("POST", "/faults", "", "application/json");
        using var problem = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Cancellation));
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal(
            """[{"index":3,"field":"input_tokens","message":"must not be negative"},{"field":"calls","message":"must be a list"}]""",
            problem.RootElement.GetProperty("errors").GetRawText()
        );
    }

    [Theory]
    [InlineData("""{"n_calls": "7"}""", "n_calls", "must be a whole number: ")]
    [InlineData("""{"n_calls": 7, "kind": "third"}""", "kind", "must be one of one, two_words: ")]
    [InlineData("""{"more": [{"kind": "one"}, {"kind": 1}]}""", "more[1].kind", "must be one of one, two_words: ")]
    [InlineData("""{"more": {}}""", "more", "must be a list: ")]
    [InlineData("""{"counts": {"a b": "1"}}""", "counts['a b']", "must be a number: ")]
    [InlineData("""{"free": {"a": nothing}}""", "free", "is not what this route reads here: ")]
    [InlineData("7", "", "must be an object: ")]
    public async Task A_field_that_cannot_be_read_is_named_as_a_fault_with_what_it_must_be(string body, string field, string wanted)
    {
        using var answer = await SendAsync("POST", "/reads", body, "application/json");
        using var problem = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Cancellation));
        var fault = Assert.Single(problem.RootElement.GetProperty("errors").EnumerateArray());
        Assert.Equal(field, fault.GetProperty("field").GetString());
        Assert.StartsWith(wanted + "line 1, byte", fault.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("POST", "/reads", "", "must be a JSON object, and is missing or null")]
    [InlineData("POST", "/reads", "null", "must be a JSON object, and is missing or null")]
    [InlineData("GET", "/query?limit=many", "", "limit")]
    [InlineData("POST", "/refuses", "", "There is nothing to run.")]
    public async Task Where_no_field_is_at_fault_the_fault_has_an_empty_field(string method, string path, string body, string says)
    {
        using var answer = await SendAsync(method, path, body, "application/json");
        using var problem = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Cancellation));
        var fault = Assert.Single(problem.RootElement.GetProperty("errors").EnumerateArray());
        Assert.Equal("", fault.GetProperty("field").GetString());
        Assert.Contains(says, fault.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Names_are_snake_case_enums_are_words_and_null_is_written()
    {
        using var answer = await SendAsync("POST", "/reads", """{"n_calls": 7, "kind": "two_words"}""", "application/json");
        Assert.Equal(
            """{"n_calls":7,"kind":"two_words","note":null,"more":null,"counts":null,"free":null}""",
            await answer.Content.ReadAsStringAsync(Cancellation)
        );
    }

    private Task<HttpResponseMessage> SendAsync(string method, string path, string body, string type) =>
        app.GetTestClient()
            .SendAsync(
                new HttpRequestMessage(new HttpMethod(method), path) { Content = new StringContent(body, Encoding.UTF8, type) },
                Cancellation
            );

    private enum Kind
    {
        One,
        TwoWords,
    }

    private sealed record Body(
        int NCalls,
        Kind Kind,
        string? Note,
        IReadOnlyList<Body>? More,
        IReadOnlyDictionary<string, double>? Counts,
        JsonElement? Free
    );
}
