using LlmMonitor.Functions.Tests.Apps;
using Xunit;

namespace LlmMonitor.Functions.Tests.Cost;

public sealed class CostQuoteTests(EmbeddedApp app) : IClassFixture<EmbeddedApp>
{
    [Theory]
    [InlineData("""{"provider":"openai","model":"gpt-4o","input_tokens":10000,"output_tokens":700}""", "0.032")]
    [InlineData(
        """{"provider":"openai","model":"gpt-4o","input_tokens":10000,"output_tokens":700,"usage":{"cache_read_tokens":8000}}""",
        "0.022"
    )] // C5
    [InlineData("""{"model":"gpt-4o-2024-11-20","input_tokens":10000,"output_tokens":700,"n_calls":10}""", "0.32")] // C4
    [InlineData("""{"provider":"openai","model":"o3","at":"2025-06-09T23:59:59Z","input_tokens":10000,"output_tokens":700}""", "0.128")] // C6
    [InlineData("""{"provider":"openai","model":"o3","at":"2025-06-10T00:00:00Z","input_tokens":10000,"output_tokens":700}""", "0.0256")]
    public async Task A_quote_is_exact_and_by_the_prices_of_its_time(string body, string usd)
    {
        var answer = await (await app.SharedTenantAsync()).AskAsync(HttpMethod.Post, "/cost/quote", body);
        Assert.True(answer.Status == 200 && answer["priced"] == "true", answer.Text);
        Assert.Equal(usd, answer["cost_usd"]);
        Assert.Equal("openai/" + answer["model"], answer["priced_model"]);
    }

    [Fact] // C4
    public async Task A_quote_names_the_model_as_its_provider_does_and_the_entry_of_the_table()
    {
        var answer = await (await app.SharedTenantAsync()).AskAsync(
            HttpMethod.Post,
            "/cost/quote",
            """{"provider":"openai","model":"gpt-4o-2024-11-20","input_tokens":1}"""
        );
        Assert.Equal(("gpt-4o", "openai/gpt-4o"), (answer["model"], answer["priced_model"]));
    }

    [Fact] // C1
    public async Task What_has_no_price_is_said_to_have_none()
    {
        var answer = await (await app.SharedTenantAsync()).AskAsync(
            HttpMethod.Post,
            "/cost/quote",
            """{"model":"home-made-7b","input_tokens":1}"""
        );
        Assert.Equal((200, "false", null), (answer.Status, answer["priced"], answer["cost_usd"]));
        Assert.NotNull(answer["reason"]);
    }

    [Theory] // C15
    [InlineData("""{"input_tokens":-1}""", "model input_tokens")]
    [InlineData("""{"model":"gpt-4o","n_calls":0,"service_tier":"gold"}""", "n_calls service_tier")]
    [InlineData("""{"model":"gpt-4o","input_tokens":1,"usage":{"cache_read_tokens":2}}""", "input_tokens")]
    [InlineData(
        """{"model":"gpt-4o","usage":{"cache_read_tokens":9223372036854775807,"cache_write_tokens":9223372036854775807}}""",
        "usage.cache_read_tokens usage.cache_write_tokens input_tokens"
    )]
    public async Task Every_fault_of_a_question_is_named(string body, string fields)
    {
        var answer = await (await app.SharedTenantAsync()).AskAsync(HttpMethod.Post, "/cost/quote", body);
        Assert.Equal(400, answer.Status);
        Assert.Equal(fields, string.Join(' ', answer.Json["errors"]!.AsArray().Select(fault => fault!["field"])));
    }
}
