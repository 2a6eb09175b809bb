using LlmMonitor.Core.Cost.Monitors;
using LlmMonitor.Core.Monitors;
using Xunit;

namespace LlmMonitor.Core.Tests.Cost.Monitors;

public class UnpricedModelsMonitorTests
{
    [Fact]
    public void A_model_without_a_price_warns_by_its_name_until_an_hour_after_its_last_such_call()
    {
        var world = new SpendWorld(DateTimeOffset.UnixEpoch);
        world.AddMinute([new(100, 10), new(100, 10, Model: "house-model", Priced: false), new(100, 10, Model: "house-model")]);
        for (var minute = 1; minute < 60; minute++)
        {
            Assert.Equal(VerdictState.Warning, Of(world, "house-model").State);
            world.AddMinute([new(100, 10)]);
        }
        var last = Of(world, "house-model");
        Assert.Equal((1, 2), (last.Observed, last.N));
        Assert.StartsWith("1 of 2 calls of model house-model in the last hour have no known price", last.Summary);
        Assert.Equal("POST /v1/cost/reprice", (string)last.Evidence!["then"]!);
        Assert.Equal(VerdictState.Ok, Of(world, "gpt-4o").State);

        world.AddMinute([new(100, 10)]);
        Assert.Equal(VerdictState.Ok, Of(world, "house-model").State);
    }

    [Fact]
    public void An_idle_project_has_no_verdict() =>
        Assert.Empty(new UnpricedModelsMonitor().Evaluate(new SpendWorld(DateTimeOffset.UnixEpoch).Window()));

    private static Verdict Of(SpendWorld world, string model) =>
        new UnpricedModelsMonitor().Evaluate(world.Window()).Single(verdict => verdict.Subject == $"model:{model}");
}
