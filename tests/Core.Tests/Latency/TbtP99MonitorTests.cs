using LlmMonitor.Core.Calls;
using LlmMonitor.Core.Latency;
using LlmMonitor.Core.Monitors;
using LlmMonitor.Core.Rollups;
using LlmMonitor.Core.Statistics;
using LlmMonitor.Core.Tests.Monitors;
using Xunit;

namespace LlmMonitor.Core.Tests.Latency;

public sealed class TbtP99MonitorTests
{
    private readonly TbtP99Monitor _monitor = new();

    // L4: the limit of the 99th percentile is compared with the 99th, over gaps that come in streams.
    [Fact]
    public void A_service_exactly_at_its_target_does_not_alarm() =>
        Assert.Equal(0, Traffic.Alarms(_monitor, new("chat") { Gaps = 30, GapP99 = 0.5 }, days: 2));

    [Fact]
    public void Gaps_three_times_as_long_as_allowed_are_found_within_seven_minutes()
    {
        var (well, ill) = (new EndpointTraffic("chat") { Gaps = 30 }, new EndpointTraffic("chat") { Gaps = 30, GapP99 = 1.5 });
        var delays = Enumerable.Range(1, 10).Select(seed => Traffic.Delay(_monitor, well, ill, seed));
        Assert.All(delays, delay => Assert.InRange(delay ?? int.MaxValue, 1, 7));
    }

    // L4: never a single request.
    [Fact]
    public void One_slow_stream_of_many_gaps_does_not_alarm()
    {
        var traffic = new Traffic(1);
        traffic.Pass(20, new EndpointTraffic("chat") { Gaps = 30 });
        var window = traffic.Window();
        var gaps = new QuantileSketch();
        gaps.Add(0.9, 20_000);
        var call = new LlmCall
        {
            RequestId = "slow",
            Timestamp = traffic.Now.Plus(-1).Start,
            Model = "gpt-4o",
            Endpoint = "chat",
            TtftSeconds = 1,
            Tbt = new TokenGaps(20_000, 18_000, 0.9, gaps.ToBytes()),
        };
        window.Minutes[traffic.Now.Plus(-1)].Add(call, RollupKey.Of(call));

        var verdict = Assert.Single(_monitor.Evaluate(window));

        Assert.Equal(0.9, verdict.Observed!.Value, 0.02);
        Assert.Equal(VerdictState.Ok, verdict.State);
    }
}
