using LlmMonitor.Core.Latency;
using LlmMonitor.Core.Tests.Monitors;
using Xunit;

namespace LlmMonitor.Core.Tests.Latency;

public sealed class TtftP50MonitorTests
{
    private readonly TtftP50Monitor _monitor = new();

    // A lognormal of σ 0.5 has its median at 0.4394 of its 95th percentile: here at the limit of 1.5 s.
    [Fact]
    public void A_service_exactly_at_its_target_does_not_alarm() =>
        Assert.Equal(0, Traffic.Alarms(_monitor, new("chat") { TtftP95 = 1.5 / 0.439367 }, days: 5));

    [Fact]
    public void A_wait_twice_as_long_as_allowed_is_found_within_five_minutes()
    {
        var ill = new EndpointTraffic("chat") { TtftP95 = 3 / 0.439367 };
        var delays = Enumerable.Range(1, 20).Select(seed => Traffic.Delay(_monitor, new("chat"), ill, seed));
        Assert.All(delays, delay => Assert.InRange(delay ?? int.MaxValue, 1, 5));
    }
}
