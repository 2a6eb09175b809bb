using LlmMonitor.Core.Monitors;
using LlmMonitor.Core.Reliability;
using LlmMonitor.Core.Tests.Monitors;
using Xunit;

namespace LlmMonitor.Core.Tests.Reliability;

public sealed class IngestSilenceMonitorTests
{
    private readonly IngestSilenceMonitor _monitor = new();

    [Theory]
    [InlineData(0.3)]
    [InlineData(2)]
    [InlineData(20)]
    public void Steady_traffic_does_not_alarm(double callsPerMinute) =>
        Assert.Equal(0, Traffic.Alarms(_monitor, new("chat") { CallsPerMinute = callsPerMinute }, days: 5));

    [Theory]
    [InlineData(20, 5)]
    [InlineData(2, 14)]
    public void Silence_is_found_by_the_endpoint_s_own_rhythm(double callsPerMinute, int minutes)
    {
        var well = new EndpointTraffic("chat") { CallsPerMinute = callsPerMinute };
        var delays = Enumerable.Range(1, 20).Select(seed => Traffic.Delay(_monitor, well, well with { CallsPerMinute = 0 }, seed));
        Assert.All(delays, delay => Assert.InRange(delay ?? int.MaxValue, 2, minutes));
    }

    [Fact]
    public void Traffic_without_a_rhythm_is_not_known()
    {
        var traffic = new Traffic(1);
        for (var hour = 0; hour < 2; hour++)
        {
            traffic.Pass(10, new EndpointTraffic("chat"));
            traffic.Pass(50);
        }
        Assert.Equal("no_baseline", Assert.Single(_monitor.Evaluate(traffic.Window())).UnknownReason);
    }

    [Theory]
    [InlineData(14, VerdictState.Ok)]
    [InlineData(15, VerdictState.Warning)]
    [InlineData(30, VerdictState.Critical)]
    public void Minutes_that_are_set_stand_for_the_rhythm(int silent, VerdictState state)
    {
        var set = new EndpointThresholds { SilenceMinutes = 15 };
        var traffic = new Traffic(1) { Thresholds = new(new Dictionary<string, EndpointThresholds> { ["chat"] = set }) };
        traffic.Pass(1, new EndpointTraffic("chat"));
        traffic.Pass(silent);
        Assert.Equal(state, Assert.Single(_monitor.Evaluate(traffic.Window())).State);
    }

    [Fact]
    public void A_batch_that_ends_is_not_silent()
    {
        var traffic = new Traffic(1);
        traffic.Pass(60, new EndpointTraffic("nightly-batch"));
        traffic.Pass(40);
        Assert.Empty(_monitor.Evaluate(traffic.Window()));
    }

    [Fact]
    public void Where_all_endpoints_are_silent_there_is_one_cause()
    {
        var traffic = new Traffic(1);
        traffic.Pass(90, new("chat"), new("coding"));
        traffic.Pass(10);
        var verdicts = _monitor.Evaluate(traffic.Window()).ToList();
        Assert.Equal(2, verdicts.Count);
        Assert.All(verdicts, verdict => Assert.Equal("project", verdict.Cause));
    }
}
