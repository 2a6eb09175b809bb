using LlmMonitor.Core.Calls;
using LlmMonitor.Core.Cost;
using Xunit;

namespace LlmMonitor.Core.Tests.Cost;

public sealed class ModelNamesTests
{
    [Theory] // C4
    [InlineData("openai", " GPT-4o ", "openai/gpt-4o")]
    [InlineData("openai", "gpt-4o-2024-11-20", "openai/gpt-4o")]
    [InlineData("openai", "gpt-4o-2024-05-13", "openai/gpt-4o-2024-05-13")]
    [InlineData("openai", "gpt-4-0125-preview", "openai/gpt-4-turbo")]
    [InlineData("openai", "gpt-4-0314", "openai/gpt-4")]
    [InlineData("openai", "chatgpt-4o-latest", "openai/chatgpt-4o-latest")]
    [InlineData("openai", "gpt-5-mini-2025-08-07", "openai/gpt-5-mini")]
    [InlineData("openai", "ft:gpt-4o-mini-2024-07-18:acme::xyz", "openai/ft:gpt-4o-mini")]
    [InlineData("openai", "ft:gpt-3.5-turbo-1106:acme:name:xyz", "openai/ft:gpt-3.5-turbo")]
    [InlineData("openai", "groq/llama-3.3-70b-versatile", "groq/llama-3.3-70b-versatile")]
    [InlineData("Azure OpenAI", "gpt-35-turbo-16k", "azure/gpt-3.5-turbo-16k")]
    [InlineData("az.ai.openai", "gpt-4.1-mini-2025-04-14", "azure/gpt-4.1-mini")]
    [InlineData("azure.ai.openai", "o4-mini-deep-research", "azure/o4-mini-deep-research")]
    [InlineData("azure", "azure/gpt-4o", "azure/gpt-4o")]
    [InlineData("azure_ai", "claude-opus-4-5", "azure/claude-opus-4-5")]
    [InlineData("anthropic", "claude-3.7-sonnet-latest", "anthropic/claude-3-7-sonnet")]
    [InlineData("anthropic", "claude-sonnet-4", "anthropic/claude-sonnet-4-0")]
    [InlineData("anthropic", "claude-sonnet-4-20250514", "anthropic/claude-sonnet-4-0")]
    [InlineData("anthropic", "claude-4.5-sonnet", "anthropic/claude-sonnet-4-5")]
    [InlineData("anthropic", "claude-opus-4-1@20250805", "anthropic/claude-opus-4-1")]
    [InlineData("gcp.vertex_ai", "claude-opus-4-8@default", "google/claude-opus-4-8")]
    [InlineData("gcp.vertex_ai", "publishers/anthropic/models/claude-sonnet-4-6", "google/claude-sonnet-4-6")]
    [InlineData("gcp.gemini", "models/gemini-2.5-pro-preview-05-06", "google/gemini-2.5-pro")]
    [InlineData("gcp.gen_ai", "projects/x/locations/global/publishers/google/models/gemini-2.0-flash-001", "google/gemini-2.0-flash")]
    [InlineData("google", "gemini-flash-latest", "google/gemini-flash-latest")]
    [InlineData(
        "aws.bedrock",
        "bedrock/us-east-1/anthropic.claude-3-haiku-20240307-v1:0",
        "aws/regional.anthropic.claude-3-haiku-20240307-v1:0"
    )]
    [InlineData(
        "aws.bedrock",
        "arn:aws:bedrock:eu-west-1:123456789012:inference-profile/eu.anthropic.claude-sonnet-4-6",
        "aws/regional.anthropic.claude-sonnet-4-6-v1:0"
    )]
    [InlineData("aws", "arn:aws:bedrock:us-east-1::foundation-model/meta.llama3-8b-instruct-v1:0", "aws/meta.llama3-8b-instruct-v1:0")]
    [InlineData("bedrock", "apac.amazon.nova-lite-v1:0", "aws/amazon.nova-lite-v1:0")]
    [InlineData("xai", "grok-4-latest", "x-ai/grok-4")]
    [InlineData("mistral_ai", "mistral-medium-2508", "mistral/mistral-medium-3")]
    [InlineData("togetherai", "meta-llama/Llama-3.3-70B-Instruct-Turbo", "together/meta-llama/Llama-3.3-70B-Instruct-Turbo")]
    [InlineData("openrouter", "anthropic/claude-3.5-sonnet:beta", "openrouter/anthropic/claude-3.5-sonnet")]
    [InlineData(null, "openai/gpt-4o", "openai/gpt-4o")]
    [InlineData(null, "vertex_ai/gemini-2.5-flash", "google/gemini-2.5-flash")]
    [InlineData("", "claude-haiku-4-5", "anthropic/claude-haiku-4-5")]
    [InlineData(null, "grok-3-mini", "x-ai/grok-3-mini")]
    [InlineData(null, "us.anthropic.claude-opus-4-5-20251101-v1:0", "aws/regional.anthropic.claude-opus-4-5-v1:0")]
    public void A_name_is_found_however_it_is_written(string? provider, string model, string entry)
    {
        var quote = Priced.Quote(provider, model, new(1_000, 100));
        Assert.Equal((entry, null), (quote.Model, quote.Reason));
    }

    [Theory] // C1
    [InlineData("openai", "gpt-4o-next-internal")]
    [InlineData("openai", "gpt-4o-mini-custom-7")]
    [InlineData("openai", "gpt-5-nano-acme")]
    [InlineData("openai", "ft:gpt-9:acme::id")]
    [InlineData("anthropic", "claude-opus-4-5-turbo")]
    [InlineData("anthropic", "claude-sonnet-4-9")]
    [InlineData("google", "gemini-2.5-pro-lite")]
    [InlineData("google", "claude-sonnet-4-9@20270101")]
    [InlineData("azure", "my-deployment")]
    [InlineData("azure", "o4-mini-acme")]
    [InlineData("aws", "arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/abcd1234")]
    [InlineData("openrouter", "openai/gpt-4o:nitro")]
    [InlineData("", "llama3")]
    [InlineData(null, "my-own-model")]
    [InlineData("ollama", "gpt-oss-20b")]
    [InlineData("openai", "")]
    public void A_name_that_nobody_lists_has_no_price_and_is_never_free(string? provider, string model)
    {
        var quote = Priced.Quote(provider, model, new(1_000, 100));
        Assert.Null(quote.CostUsd);
        Assert.Contains(quote.Reason, new[] { "unknown_model", "unknown_provider" });
    }

    [Theory]
    [InlineData("openai", "gpt-4o", "gpt-4o-2024-05-13", "openai/gpt-4o-2024-05-13")]
    [InlineData("openai", "gpt-4o", "nobody-knows", "openai/gpt-4o")]
    [InlineData("azure", "my-deployment", "gpt-4o-mini-2024-07-18", "azure/gpt-4o-mini")]
    [InlineData(
        "aws",
        "global.anthropic.claude-sonnet-4-5-20250929-v1:0",
        "claude-sonnet-4-5-20250929",
        "aws/global.anthropic.claude-sonnet-4-5-20250929-v1:0"
    )]
    [InlineData("openrouter", "qwen/qwen3-coder:free", "qwen/qwen3-coder", "openrouter/qwen/qwen3-coder:free")]
    public void The_model_that_answered_decides_unless_the_asked_name_says_more(
        string provider,
        string model,
        string answered,
        string entry
    ) => Assert.Equal(entry, PriceTable.Embedded.Answer(new(provider, model, answered, ServiceTier.Standard, null)).PricedModel);
}
