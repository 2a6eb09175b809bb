using System.Net;
using System.Net.Http.Headers;
using System.Text;
using LlmMonitor.Functions.Host;
using Xunit;

namespace LlmMonitor.Functions.Tests.Host;

public sealed class AdminFunctionsTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("", null)]
    [InlineData("{}", null)]
    [InlineData("""{"input":null}""", null)]
    [InlineData("""{"input":"{\"id\":1}"}""", """{"id":1}""")]
    public async Task An_operator_runs_a_function_now(string body, string? text)
    {
        var seen = new TaskCompletionSource<Invocation>();
        await using var app = new TestApp((invocation, _) => Task.FromResult(seen.TrySetResult(invocation)));

        using var answer = await PostAsync(app, "/admin/functions/probe", body);

        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        Assert.Equal(new Invocation("Probe", text), await seen.Task);
    }

    [Theory]
    [InlineData(false, HttpStatusCode.OK)]
    [InlineData(true, HttpStatusCode.InternalServerError)]
    public async Task Who_asks_to_wait_hears_how_it_ended(bool throws, HttpStatusCode status)
    {
        await using var app = new TestApp((_, _) => throws ? throw new InvalidOperationException("secret detail") : Task.CompletedTask);
        using var answer = await PostAsync(app, "/admin/functions/Probe?wait=true", "{}");
        Assert.Equal(status, answer.StatusCode);
        Assert.DoesNotContain("secret", await answer.Content.ReadAsStringAsync(Cancellation), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_function_that_fails_was_still_started()
    {
        await using var app = new TestApp((_, _) => throw new InvalidOperationException("broken"));
        using var answer = await PostAsync(app, "/admin/functions/Probe", "{}");
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
    }

    [Theory]
    [InlineData("/admin/functions/Nobody", "{}", HttpStatusCode.NotFound)]
    [InlineData("/admin/functions/Probe", "{", HttpStatusCode.BadRequest)]
    [InlineData("/admin/functions/Probe", "[1]", HttpStatusCode.BadRequest)]
    public async Task A_mistake_is_a_problem_with_a_sentence(string path, string body, HttpStatusCode status)
    {
        await using var app = new TestApp();
        using var answer = await PostAsync(app, path, body);
        Assert.Equal(status, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
    }

    [Theory]
    [InlineData(null, null, HttpStatusCode.Unauthorized)]
    [InlineData("x-functions-key", "wrong", HttpStatusCode.Forbidden)]
    [InlineData("x-functions-key", TestApp.AdminKey, HttpStatusCode.Accepted)]
    [InlineData("x-api-key", TestApp.AdminKey, HttpStatusCode.Accepted)]
    [InlineData("Authorization", "Bearer " + TestApp.AdminKey, HttpStatusCode.Accepted)]
    [InlineData("Authorization", "Basic " + TestApp.AdminKey, HttpStatusCode.Unauthorized)]
    public async Task Only_the_operator_key_opens_it(string? header, string? value, HttpStatusCode status)
    {
        await using var app = new TestApp();
        using var request = new HttpRequestMessage(HttpMethod.Post, "/admin/functions/Probe");
        if (header is not null)
            request.Headers.Add(header, value);
        using var answer = await app.CreateClient().SendAsync(request, Cancellation);
        Assert.Equal(status, answer.StatusCode);
    }

    [Fact]
    public async Task The_trigger_path_of_the_Functions_host_is_not_there_without_it()
    {
        await using var app = new TestApp();
        using var answer = await PostAsync(app, "/Probe", """{"Data":{"item":"x"}}""");
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    private static Task<HttpResponseMessage> PostAsync(TestApp app, string path, string body)
    {
        var client = app.CreateClient();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", TestApp.AdminKey);
        return client.PostAsync(path, new StringContent(body, Encoding.UTF8, "application/json"), Cancellation);
    }
}
