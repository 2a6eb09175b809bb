using LlmMonitor.Core.Latency;
using LlmMonitor.Core.Monitors;
using LlmMonitor.Core.Tests.Monitors;
using Xunit;

namespace LlmMonitor.Core.Tests.Latency;

public sealed class StallsMonitorTests
{
    private readonly StallsMonitor _monitor = new();

    [Fact]
    public void A_service_where_exactly_one_stream_in_a_hundred_stalls_does_not_alarm() =>
        Assert.Equal(0, Traffic.Alarms(_monitor, new("chat") { Gaps = 10, StallShare = StallsMonitor.AllowedShare }, days: 2));

    [Fact]
    public void A_stall_in_each_third_stream_is_found_within_five_minutes()
    {
        var (well, ill) = (new EndpointTraffic("chat") { Gaps = 30 }, new EndpointTraffic("chat") { Gaps = 30, StallShare = 0.33 });
        var delays = Enumerable.Range(1, 10).Select(seed => Traffic.Delay(_monitor, well, ill, seed));
        Assert.All(delays, delay => Assert.InRange(delay ?? int.MaxValue, 1, 5));
    }

    [Fact]
    public void Calls_that_do_not_stream_are_not_known()
    {
        var traffic = new Traffic(1);
        traffic.Pass(20, new EndpointTraffic("chat"));
        Assert.Equal(VerdictState.Unknown, Assert.Single(_monitor.Evaluate(traffic.Window())).State);
    }
}
