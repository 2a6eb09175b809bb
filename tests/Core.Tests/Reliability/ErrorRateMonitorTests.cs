using LlmMonitor.Core.Calls;
using LlmMonitor.Core.Monitors;
using LlmMonitor.Core.Reliability;
using LlmMonitor.Core.Tests.Monitors;
using Xunit;

namespace LlmMonitor.Core.Tests.Reliability;

public sealed class ErrorRateMonitorTests
{
    private readonly ErrorRateMonitor _monitor = new();

    [Fact]
    public void A_service_exactly_at_its_target_does_not_alarm() =>
        Assert.Equal(0, Traffic.Alarms(_monitor, new("chat") { ErrorShare = 0.05 }, days: 5));

    [Theory]
    [InlineData(0.25, 7)]
    [InlineData(1, 2)]
    public void Many_errors_are_found_soon(double share, int minutes)
    {
        var delays = Enumerable.Range(1, 20).Select(seed => Traffic.Delay(_monitor, new("chat"), new("chat") { ErrorShare = share }, seed));
        Assert.All(delays, delay => Assert.InRange(delay ?? int.MaxValue, 1, minutes));
    }

    [Fact]
    public void A_verdict_brings_its_interval_and_its_kinds()
    {
        var traffic = new Traffic(1);
        traffic.Pass(30, new EndpointTraffic("chat") { ErrorShare = 0.4, ErrorType = CallErrorType.RateLimit });

        var verdict = Assert.Single(_monitor.Evaluate(traffic.Window()));

        Assert.Equal((VerdictState.Critical, "ratio", 0.05), (verdict.State, verdict.Unit, verdict.Limit));
        Assert.InRange(verdict.Observed!.Value, verdict.Interval!.Value.Low, verdict.Interval.Value.High);
        Assert.Contains("storm of rate limits (429)", verdict.Summary, StringComparison.Ordinal);
        Assert.Equal("rate_limit", (string?)verdict.Evidence!["main_error"]);
        Assert.Equal((long)Math.Round(verdict.Observed.Value * verdict.N), (long)verdict.Evidence["errors_by_type"]!["rate_limit"]!);
    }

    [Fact]
    public void Three_errors_of_five_calls_are_too_few_to_know()
    {
        var traffic = new Traffic(3);
        traffic.Pass(60, new EndpointTraffic("chat") { CallsPerMinute = 0.1, ErrorShare = 0.6 });
        Assert.Equal("too_few", Assert.Single(_monitor.Evaluate(traffic.Window())).UnknownReason);
    }
}
