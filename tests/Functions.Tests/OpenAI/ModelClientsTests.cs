using System.ComponentModel.DataAnnotations;
using System.Net;
using System.Text.Json;
using LlmMonitor.Functions.OpenAI;
using Microsoft.Extensions.AI;
using Xunit;

namespace LlmMonitor.Functions.Tests.OpenAI;

public class ModelClientsTests
{
    private static readonly ChatMessage[] Question = [new(ChatRole.System, "Be brief."), new(ChatRole.User, "When is it due?")];

    [Fact]
    public async Task An_answer_brings_its_text_usage_finish_reason_model_and_fingerprint()
    {
        await using var fake = await FakeModels.OpenAsync();
        var response = await fake.Clients()
            .Chat()!
            .GetResponseAsync(
                Question,
                new ChatOptions
                {
                    Temperature = 0,
                    MaxOutputTokens = 50,
                    Seed = 7,
                }
            );

        Assert.Equal("It is due on 3 May.", response.Text);
        Assert.Equal(("small-2026-01-01", ChatFinishReason.Length), (response.ModelId, response.FinishReason));
        Assert.Equal("fp_44", response.AdditionalProperties?["system_fingerprint"]);
        Assert.Equal(
            (12, 7, 4, 2),
            (
                response.Usage?.InputTokenCount,
                response.Usage?.OutputTokenCount,
                response.Usage?.CachedInputTokenCount,
                response.Usage?.ReasoningTokenCount
            )
        );
        var (path, key, body) = Assert.Single(fake.Got);
        Assert.Equal(("/v1/chat/completions", "Bearer key-1"), (path, key));
        Assert.Equal(
            ("small", 0, 7),
            (body.GetProperty("model").GetString(), body.GetProperty("temperature").GetDouble(), body.GetProperty("seed").GetInt32())
        );
        Assert.Equal(
            ["system", "user"],
            body.GetProperty("messages").EnumerateArray().Select(message => message.GetProperty("role").GetString())
        );
    }

    [Fact]
    public async Task A_schema_is_asked_for_strictly()
    {
        await using var fake = await FakeModels.OpenAsync();
        var schema = JsonSerializer.Deserialize<JsonElement>("""{"type": "object", "properties": {"due": {"type": "string"}}}""");
        await fake.Clients()
            .Chat()!
            .GetResponseAsync(Question, new ChatOptions { ResponseFormat = ChatResponseFormat.ForJsonSchema(schema, "verdict") });
        var format = Assert.Single(fake.Got).Body.GetProperty("response_format");
        Assert.Equal("json_schema", format.GetProperty("type").GetString());
        var asked = format.GetProperty("json_schema");
        Assert.Equal(("verdict", true), (asked.GetProperty("name").GetString(), asked.GetProperty("strict").GetBoolean()));
        Assert.True(asked.GetProperty("schema").GetProperty("properties").TryGetProperty("due", out _));
    }

    [Fact]
    public async Task Azure_is_asked_at_the_deployment_with_its_key()
    {
        await using var fake = await FakeModels.OpenAsync();
        var clients = fake.Clients(fake.Azure());
        Assert.Equal("It is due on 3 May.", (await clients.Chat("judge-deployment")!.GetResponseAsync(Question)).Text);
        var (path, key, _) = Assert.Single(fake.Got);
        Assert.Equal(("/openai/deployments/judge-deployment/chat/completions", "key-2"), (path, key));
    }

    [Fact]
    public async Task A_name_says_which_service_and_model_where_both_are_set_up()
    {
        await using var fake = await FakeModels.OpenAsync();
        var clients = fake.Clients(fake.Azure());
        foreach (var name in new[] { null, "azure/big", "openai/tiny" })
            await clients.Chat(name)!.GetResponseAsync(Question);
        Assert.Equal(
            ["/openai/deployments/chat-deployment/chat/completions", "/openai/deployments/big/chat/completions", "/v1/chat/completions"],
            fake.Got.Select(got => got.Path)
        );
        Assert.Equal("tiny", fake.Got.Last().Body.GetProperty("model").GetString());
        Assert.Same(clients.Chat("openai/tiny"), clients.Chat("openai/tiny"));
    }

    [Fact]
    public async Task What_is_not_set_up_is_no_client()
    {
        await using var fake = await FakeModels.OpenAsync();
        var none = fake.Clients(openAI: new OpenAIOptions());
        Assert.Null(none.Chat("gpt-4o"));
        Assert.Null(none.Chat("azure/gpt-4o"));
        Assert.Null(none.Embedder());
        Assert.Null(fake.Clients(openAI: new OpenAIOptions { BaseUrl = fake.Url }).Chat());
    }

    [Theory]
    [InlineData(400)]
    [InlineData(401)]
    [InlineData(429)]
    [InlineData(500)]
    public async Task A_status_is_an_exception_that_carries_it_without_the_providers_words(int status)
    {
        await using var fake = await FakeModels.OpenAsync();
        (fake.Status, fake.Body) = (status, """{"error": {"message": "your prompt 'secret' was refused", "code": "no"}}""");
        var fault = await Assert.ThrowsAsync<HttpRequestException>(() => fake.Clients().Chat()!.GetResponseAsync(Question));
        Assert.Equal((HttpStatusCode)status, fault.StatusCode);
        Assert.DoesNotContain("secret", fault.Message, StringComparison.Ordinal);
        Assert.Contains("small at 127.0.0.1", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("<html>")]
    [InlineData("{}")]
    [InlineData("""{"choices": []}""")]
    [InlineData("")]
    [InlineData("[1]")]
    public async Task An_answer_that_is_no_completion_is_said_to_be_none(string body)
    {
        await using var fake = await FakeModels.OpenAsync();
        fake.Body = body;
        await Assert.ThrowsAsync<InvalidDataException>(() => fake.Clients().Chat()!.GetResponseAsync(Question));
    }

    [Fact]
    public async Task A_model_that_does_not_answer_in_time_is_a_timeout()
    {
        await using var fake = await FakeModels.OpenAsync();
        fake.Hangs = true;
        var asking = fake.Clients().Chat()!.GetResponseAsync(Question);
        await fake.Arrived.WaitAsync();
        fake.Time.Advance(TimeSpan.FromSeconds(101));
        await Assert.ThrowsAsync<TimeoutException>(() => asking);
    }

    [Fact]
    public async Task A_caller_that_gives_up_is_cancelled_and_nothing_else()
    {
        await using var fake = await FakeModels.OpenAsync();
        fake.Hangs = true;
        using var giveUp = new CancellationTokenSource();
        var asking = fake.Clients().Chat()!.GetResponseAsync(Question, cancellationToken: giveUp.Token);
        await fake.Arrived.WaitAsync();
        await giveUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asking);
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_an_exception_without_a_status()
    {
        string url;
        await using (var gone = await FakeModels.OpenAsync())
            url = gone.Url;
        await using var fake = await FakeModels.OpenAsync();
        var clients = fake.Clients(openAI: new OpenAIOptions { BaseUrl = url, Retries = 0 });
        var fault = await Assert.ThrowsAsync<HttpRequestException>(() => clients.Chat("any")!.GetResponseAsync(Question));
        Assert.Null(fault.StatusCode);
    }

    [Fact]
    public async Task Vectors_come_in_the_order_of_their_texts_in_one_request()
    {
        await using var fake = await FakeModels.OpenAsync();
        var embedder = fake.Clients().Embedder()!;
        var vectors = await embedder.Generator.GenerateAsync(["one", "three", ""]);
        Assert.Equal([3f, 5f, 0f], vectors.Select(one => one.Vector.Span[0]));
        Assert.Equal(("127.0.0.1/embed-1", true), (embedder.Id, embedder.IsRemote));
        Assert.Equal(9, vectors.Usage?.InputTokenCount);
        Assert.Equal("/v1/embeddings", Assert.Single(fake.Got).Path);
        Assert.Empty(await embedder.Generator.GenerateAsync([]));
    }

    [Fact]
    public async Task Fewer_vectors_than_texts_are_no_answer()
    {
        await using var fake = await FakeModels.OpenAsync();
        fake.Body = """{"object": "list", "data": [], "model": "embed-1", "usage": {"prompt_tokens": 1, "total_tokens": 1}}""";
        await Assert.ThrowsAsync<InvalidDataException>(() => fake.Clients().Embedder()!.Generator.GenerateAsync(["one"]));
    }

    [Theory]
    [InlineData("not an address", "key", 1)]
    [InlineData("http://plain.example", null, 1)]
    [InlineData("http://plain.example", "key", 0)]
    [InlineData("https://name.openai.azure.com", null, 0)]
    [InlineData(null, null, 0)]
    public void Settings_that_cannot_work_are_named(string? endpoint, string? key, int faults)
    {
        var options = new AzureOpenAIOptions { Endpoint = endpoint, ApiKey = key };
        Assert.Equal(faults, options.Validate(new ValidationContext(options)).Count());
    }
}
