using FsCheck.Xunit;
using LlmMonitor.Core.Calls;
using LlmMonitor.Core.Cost;
using LlmMonitor.Core.Money;
using Xunit;

namespace LlmMonitor.Core.Tests.Cost;

public sealed class CostRulesTests
{
    private static readonly PriceAnswer gpt4o = PriceTable.Embedded.Answer(new("openai", "gpt-4o", null, ServiceTier.Standard, null));

    [Theory]
    [InlineData(null, null, "no_token_counts")]
    [InlineData(null, 5L, "no_input_token_count")]
    public void A_call_without_counts_has_no_price(long? input, long? output, string reason) =>
        Assert.Equal(new(null, reason, "openai/gpt-4o", null), CostRules.Price(gpt4o, Priced.Day, new(input, output), failed: false));

    [Fact]
    public void A_failed_call_without_counts_cost_nothing_and_one_with_counts_what_it_used()
    {
        Assert.Equal(0, CostRules.Price(gpt4o, Priced.Day, TokenUsage.Unknown, failed: true).Usd);
        Assert.Equal(0.0025m, CostRules.Price(gpt4o, Priced.Day, new(1_000, 0), failed: true).Usd);
    }

    [Fact]
    public void Parts_that_exceed_their_total_are_no_discount() =>
        Assert.Equal("token_parts_exceed_total", CostRules.Price(gpt4o, Priced.Day, new(100, 0, CacheRead: 101), failed: false).Reason);

    [Theory]
    [InlineData("deepseek", "deepseek-v4-pro", ServiceTier.Batch)]
    [InlineData("openai", "gpt-4o", ServiceTier.Flex)]
    [InlineData("openai", "gpt-realtime", ServiceTier.Batch)]
    [InlineData("anthropic", "claude-opus-4-5", ServiceTier.Priority)]
    public void A_service_tier_of_unknown_price_is_never_charged_as_standard(string provider, string model, ServiceTier tier) =>
        Assert.Equal("unknown_price_of_service_tier", PriceTable.Embedded.Answer(new(provider, model, null, tier, null)).Reason);

    [Fact]
    public void A_listed_model_without_a_price_is_not_free() =>
        Assert.Equal("no_listed_price", Priced.Quote("cerebras", "qwen-3-coder-480b", new(1, 1)).Reason);

    [Fact] // C9
    public void The_price_of_one_token_is_kept_whole()
    {
        Assert.Equal(0.00000075m, Priced.Of("openai", "gpt-4o-mini", new(1, 1)));
        Assert.Equal(
            "0.000000003625",
            PicoUsd.FromUsd(Priced.Of("deepseek", "deepseek-v4-pro", new(1, 0, CacheRead: 1))!.Value).ToString()
        );
        Assert.Equal(450_000m, Priced.Of("openai", "gpt-4o-mini", new(3_000_000_000_000, 0)));
    }

    [Property] // C9
    public bool The_cost_of_many_calls_is_the_sum_of_their_costs(ushort calls, ushort input, ushort output)
    {
        var one = Priced.Of("anthropic", "claude-3-haiku", new(input, output))!.Value;
        var kept = Enumerable.Repeat(PicoUsd.FromUsd(one), calls % 50).Aggregate(PicoUsd.Zero, PicoUsd.Add);
        return Priced.Quote("anthropic", "claude-3-haiku", new(input, output), calls).CostUsd == one * calls
            && kept.ToDecimal() == one * (calls % 50);
    }

    [Property]
    public bool A_cost_is_never_negative_and_never_falls_when_a_token_is_added(uint input, uint output, byte part)
    {
        var usage = new TokenUsage(input, output, CacheRead: input / (part + 1L), Reasoning: output / (part + 2L));
        var less = Priced.Of("google", "gemini-2.5-pro", usage);
        return less >= 0
            && Priced.Of("google", "gemini-2.5-pro", usage with { Input = input + 1L }) > less
            && Priced.Of("google", "gemini-2.5-pro", usage with { Output = output + 1L }) > less;
    }

    [Property]
    public bool A_cached_token_is_never_dearer_than_a_fresh_one(ushort input, ushort cached) =>
        Priced.Of("openai", "gpt-4.1", new(input + cached, 10, CacheRead: cached))
        <= Priced.Of("openai", "gpt-4.1", new(input + cached, 10));
}
