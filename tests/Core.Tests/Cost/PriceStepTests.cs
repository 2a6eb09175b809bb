using LlmMonitor.Core.Calls;
using LlmMonitor.Core.Cost;
using LlmMonitor.Core.Projects;
using Xunit;

namespace LlmMonitor.Core.Tests.Cost;

public sealed class PriceStepTests
{
    private static readonly PriceStep step = new(PriceTable.Embedded);

    private static readonly Project project = new("p", "p", DateTimeOffset.UnixEpoch)
    {
        Deployments = new Dictionary<string, Deployment>
        {
            ["chat-prod"] = new("azure", "gpt-4o"),
            ["gpt-4o-mini"] = new("azure", "gpt-4.1"),
        },
    };

    private static readonly LlmCall call = new()
    {
        RequestId = "r",
        Timestamp = Priced.Day,
        Model = "gpt-4o",
        Provider = "openai",
        Usage = new(10_000, 700, CacheRead: 8_000),
    };

    [Fact]
    public void A_call_keeps_its_cost_with_the_entry_the_date_and_the_table()
    {
        var cost = step.Price(call with { Model = "o3", Usage = new(1_000, 0) }, project).Cost;
        Assert.Equal(
            ("0.002", "openai/o3", new DateOnly(2025, 6, 10), PriceTable.Embedded.Version),
            (cost.Usd.ToString(), cost.PricedModel, cost.PriceFrom, cost.TableVersion)
        );
        Assert.Null(cost.UnpricedReason);
    }

    [Theory]
    [InlineData(null, "Chat-Prod", "azure/gpt-4o")]
    [InlineData("azure.ai.openai", "chat-prod", "azure/gpt-4o")]
    [InlineData("azure", "gpt-4o-mini", "azure/gpt-4.1")]
    [InlineData("openai", "gpt-4o-mini", "openai/gpt-4o-mini")]
    public void A_deployment_stands_for_its_model_at_azure_only(string? provider, string model, string entry) =>
        Assert.Equal(entry, step.Price(call with { Provider = provider, Model = model }, project).Cost.PricedModel);

    [Fact] // C1
    public void An_unknown_model_is_unpriced_with_its_reason()
    {
        var cost = step.Price(call with { Model = "gpt-4o-next-internal" }, project).Cost;
        Assert.Equal((null, "unknown_model"), (cost.Usd, cost.UnpricedReason));
    }

    [Fact]
    public void Callers_that_never_repeat_a_name_do_not_fill_the_memory_and_change_no_price()
    {
        for (var index = 0; index < 10_000; index++)
        {
            Assert.Equal("unknown_model", step.Price(call with { Model = $"made-up-{index}" }, project).Cost.UnpricedReason);
        }
        Assert.Equal("0.022", step.Price(call, project).Cost.Usd.ToString());
    }
}
