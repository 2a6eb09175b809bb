using LlmMonitor.Core.Calls;
using LlmMonitor.Core.Cost;
using Xunit;

namespace LlmMonitor.Core.Tests.Cost;

/// <summary>What providers publish, worked out by hand from their price pages (named in the price files): tokens in, dollars out.</summary>
public sealed class PriceFacts
{
    [Theory]
    // One million tokens in and out: the list price itself.
    [InlineData("openai", "gpt-4o", "12.5")]
    [InlineData("openai", "gpt-4o-mini", "0.75")]
    [InlineData("openai", "gpt-4.1", "10")]
    [InlineData("openai", "gpt-3.5-turbo", "2")]
    [InlineData("openai", "gpt-4-32k", "180")]
    [InlineData("openai", "o1", "75")]
    [InlineData("openai", "text-embedding-3-small", "0.02")]
    [InlineData("anthropic", "claude-opus-4-1", "90")]
    [InlineData("anthropic", "claude-opus-4-5", "30")]
    [InlineData("anthropic", "claude-haiku-4-5", "6")]
    [InlineData("google", "gemini-2.5-flash", "2.8")]
    [InlineData("google", "gemini-2.5-flash-lite", "0.5")]
    [InlineData("azure", "gpt-4o", "12.5")]
    [InlineData("azure", "o3-mini", "5.5")]
    [InlineData("aws", "amazon.nova-pro-v1:0", "4")]
    [InlineData("aws", "meta.llama3-8b-instruct-v1:0", "0.9")]
    [InlineData("mistral", "mistral-large-2411", "8")]
    [InlineData("mistral", "mistral-large-2512", "2")]
    [InlineData("cohere", "command-r", "0.75")]
    [InlineData("groq", "llama-3.3-70b-versatile", "1.38")]
    [InlineData("groq", "openai/gpt-oss-20b", "0.375")]
    [InlineData("x-ai", "grok-3", "18")]
    [InlineData("deepseek", "deepseek-v4-pro", "1.305")]
    [InlineData("perplexity", "r1-1776", "10")]
    [InlineData("together", "meta-llama/Llama-3.3-70B-Instruct-Turbo", "1.76")]
    [InlineData("cerebras", "llama3.1-8b", "0.2")]
    [InlineData("openrouter", "anthropic/claude-opus-4.5", "30")]
    [InlineData("openrouter", "google/gemma-3-27b-it:free", "0")]
    [InlineData("voyageai", "voyage-law-2", "0.12")]
    public void A_million_tokens_each_way_cost_the_list_price(string provider, string model, string usd) =>
        Assert.Equal(decimal.Parse(usd), Priced.Of(provider, model, new(1_000_000, 1_000_000)));

    [Theory]
    // Google: more than 200,000 tokens; OpenAI: more than 272,000; xAI: 128,000 themselves already.
    [InlineData("google", "gemini-2.5-pro", 200_000, "0.25")]
    [InlineData("google", "gemini-2.5-pro", 200_001, "0.5000025")]
    [InlineData("google", "gemini-1.5-pro", 128_000, "0.16")]
    [InlineData("google", "gemini-1.5-pro", 128_001, "0.3200025")]
    [InlineData("openai", "gpt-5.4", 272_000, "0.68")]
    [InlineData("openai", "gpt-5.4", 272_001, "1.360005")]
    [InlineData("x-ai", "grok-4", 127_999, "0.383997")]
    [InlineData("x-ai", "grok-4", 128_000, "0.768")]
    [InlineData("anthropic", "claude-sonnet-4-5", 200_000, "0.6")]
    [InlineData("anthropic", "claude-sonnet-4-5", 200_001, "1.200006")]
    public void A_long_input_is_charged_at_its_own_rate_from_the_very_token_that_the_provider_names(
        string provider,
        string model,
        long input,
        string usd
    ) => Assert.Equal(decimal.Parse(usd), Priced.Of(provider, model, new(input, 0)));

    [Fact] // C5
    public void Cached_audio_and_reasoning_tokens_are_charged_at_their_own_rates_and_once()
    {
        Assert.Equal(0.022m, Priced.Of("openai", "gpt-4o", new(10_000, 700, CacheRead: 8_000)));
        Assert.Equal(0.03255m, Priced.Of("anthropic", "claude-3-5-sonnet", new(12_000, 700, CacheRead: 6_000, CacheWrite: 3_000)));
        Assert.Equal(0.0655m, Priced.Of("anthropic", "claude-opus-4-7", new(12_000, 700, CacheRead: 6_000, CacheWrite1h: 3_000)));
        Assert.Equal(0.1365m, Priced.Of("openai", "gpt-audio", new(5_000, 600, InputAudio: 4_000)));
        Assert.Equal(0.0706m, Priced.Of("openai", "gpt-4o-audio-preview", new(1_000, 820, InputAudio: 1_000, OutputAudio: 320)));
        Assert.Equal(0.095m, Priced.Of("openai", "gpt-audio", new(2_000, 9_000, Reasoning: 8_000)));
        Assert.Equal(0.036m, Priced.Of("perplexity", "sonar-deep-research", new(2_000, 9_000, Reasoning: 8_000)));
    }

    [Fact] // C5
    public void A_part_without_a_rate_of_its_own_is_charged_as_what_it_is_a_kind_of()
    {
        Assert.Equal(
            Priced.Of("mistral", "pixtral-large-2411", new(10_000, 0)),
            Priced.Of("mistral", "pixtral-large-2411", new(10_000, 0, CacheRead: 8_000))
        );
        Assert.Equal(
            Priced.Of("aws", "global.anthropic.claude-opus-4-8", new(10_000, 0, CacheWrite: 8_000)),
            Priced.Of("aws", "global.anthropic.claude-opus-4-8", new(10_000, 0, CacheWrite1h: 8_000))
        );
    }

    [Fact]
    public void A_request_fee_is_charged_once_a_call() => Assert.Equal(0.014m, Priced.Of("perplexity", "sonar", new(1_000, 1_000)));

    [Theory] // C6
    [InlineData("openai", "o3", "2025-06-09T23:59:59Z", "50", null)]
    [InlineData("openai", "o3", "2025-06-10T00:00:00Z", "10", "2025-06-10")]
    [InlineData("openai", "gpt-5.6-luna", "2026-07-29T12:00:00Z", "7", null)]
    [InlineData("openai", "gpt-5.6-luna", "2026-07-30T12:00:00Z", "1.4", "2026-07-30")]
    [InlineData("anthropic", "claude-sonnet-5", "2026-08-31T23:59:59Z", "12", null)]
    [InlineData("anthropic", "claude-sonnet-5", "2026-09-01T01:59:59+02:00", "12", null)]
    [InlineData("anthropic", "claude-sonnet-5", "2026-09-01T00:00:00Z", "18", "2026-09-01")]
    [InlineData("deepseek", "deepseek-chat", "2025-07-01T00:29:59Z", "0.685", null)]
    [InlineData("deepseek", "deepseek-chat", "2025-07-01T00:30:00Z", "1.37", null)]
    [InlineData("deepseek", "deepseek-chat", "2025-07-01T16:30:00Z", "0.685", null)]
    public void A_call_is_charged_by_the_price_of_its_own_time(string provider, string model, string at, string usd, string? from)
    {
        // Below the thresholds for long inputs, then scaled: a call costs the same in any number of pieces.
        var quote = CostQuote.For(
            PriceTable.Embedded,
            new(provider, model, null, ServiceTier.Standard, null),
            DateTimeOffset.Parse(at),
            new(1_000, 1_000),
            1_000
        );
        Assert.Equal(decimal.Parse(usd), quote.CostUsd);
        Assert.Equal(from is null ? null : DateOnly.Parse(from), quote.PriceFrom);
    }

    [Theory] // C5
    [InlineData("openai", "gpt-4o", ServiceTier.Batch, null, "6.25")]
    [InlineData("openai", "o3", ServiceTier.Flex, null, "5")]
    [InlineData("openai", "gpt-4o", ServiceTier.Priority, null, "21.25")]
    [InlineData("openai", "gpt-4o-2024-05-13", ServiceTier.Priority, null, "35")]
    [InlineData("azure", "gpt-4o", ServiceTier.Batch, null, "6.25")]
    [InlineData("anthropic", "claude-opus-4-5", ServiceTier.Batch, null, "15")]
    [InlineData("google", "gemini-2.5-flash", ServiceTier.Batch, null, "1.4")]
    [InlineData("voyageai", "voyage-3", ServiceTier.Batch, null, "0.0402")]
    [InlineData("anthropic", "claude-opus-4-7", ServiceTier.Standard, "inference-us", "33")]
    [InlineData("anthropic", "claude-opus-4-7", ServiceTier.Batch, "inference-us", "16.5")]
    [InlineData("google", "claude-opus-5", ServiceTier.Standard, "europe-west1", "33")]
    [InlineData("google", "claude-opus-5", ServiceTier.Standard, "global", "30")]
    public void A_service_tier_or_a_region_changes_the_price_where_the_provider_says_so(
        string provider,
        string model,
        ServiceTier tier,
        string? region,
        string usd
    ) =>
        Assert.Equal(
            decimal.Parse(usd),
            CostQuote.For(PriceTable.Embedded, new(provider, model, null, tier, region), Priced.Day, new(1_000_000, 1_000_000)).CostUsd
        );

    [Fact]
    public void A_cached_token_keeps_its_price_in_a_batch_at_google() =>
        Assert.Equal(
            0.03m,
            CostQuote
                .For(
                    PriceTable.Embedded,
                    new("google", "gemini-2.5-flash", null, ServiceTier.Batch, null),
                    Priced.Day,
                    new(1_000_000, 0, CacheRead: 1_000_000)
                )
                .CostUsd
        );
}

internal static class Priced
{
    public static DateTimeOffset Day { get; } = new(2026, 8, 6, 12, 0, 0, TimeSpan.Zero);

    public static CostQuote Quote(string? provider, string model, TokenUsage usage, long nCalls = 1) =>
        CostQuote.For(PriceTable.Embedded, new(provider, model, null, ServiceTier.Standard, null), Day, usage, nCalls);

    public static decimal? Of(string? provider, string model, TokenUsage usage) => Quote(provider, model, usage).CostUsd;
}
