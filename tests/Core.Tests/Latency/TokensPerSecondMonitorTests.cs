using LlmMonitor.Core.Latency;
using LlmMonitor.Core.Monitors;
using LlmMonitor.Core.Tests.Monitors;
using Xunit;

namespace LlmMonitor.Core.Tests.Latency;

public sealed class TokensPerSecondMonitorTests
{
    private readonly TokensPerSecondMonitor _monitor = new();

    [Fact]
    public void A_service_exactly_at_its_target_does_not_alarm() =>
        Assert.Equal(0, Traffic.Alarms(_monitor, new("chat") { TokensPerSecondP50 = 10 }, days: 5));

    [Fact]
    public void Half_the_speed_is_found_within_five_minutes()
    {
        var ill = new EndpointTraffic("chat") { TokensPerSecondP50 = 5 };
        var delays = Enumerable.Range(1, 20).Select(seed => Traffic.Delay(_monitor, new("chat"), ill, seed));
        Assert.All(delays, delay => Assert.InRange(delay ?? int.MaxValue, 1, 5));
    }

    [Fact]
    public void Fast_is_well()
    {
        var traffic = new Traffic(1);
        traffic.Pass(20, new EndpointTraffic("chat") { TokensPerSecondP50 = 400 });
        var verdict = Assert.Single(_monitor.Evaluate(traffic.Window()));
        Assert.Equal(VerdictState.Ok, verdict.State);
        Assert.InRange(verdict.Observed!.Value, 300, 500);
    }
}
