using LlmMonitor.Core.Latency;
using LlmMonitor.Core.Tests.Monitors;
using Xunit;

namespace LlmMonitor.Core.Tests.Latency;

public sealed class TotalP95MonitorTests
{
    private readonly TotalP95Monitor _monitor = new();

    [Fact]
    public void A_service_exactly_at_its_target_does_not_alarm() =>
        Assert.Equal(0, Traffic.Alarms(_monitor, new("chat") { TotalP95 = 30 }, days: 5));

    [Fact]
    public void Answers_twice_as_long_as_allowed_are_found_within_five_minutes()
    {
        var delays = Enumerable.Range(1, 20).Select(seed => Traffic.Delay(_monitor, new("chat"), new("chat") { TotalP95 = 60 }, seed));
        Assert.All(delays, delay => Assert.InRange(delay ?? int.MaxValue, 1, 5));
    }

    [Fact]
    public void A_batch_may_take_its_time() =>
        Assert.Equal(0, Traffic.Alarms(_monitor, new("nightly-batch") { TotalP95 = 200, TtftP95 = 90 }, days: 1));
}
