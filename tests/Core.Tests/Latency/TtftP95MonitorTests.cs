using LlmMonitor.Core.Latency;
using LlmMonitor.Core.Monitors;
using LlmMonitor.Core.Tests.Monitors;
using Xunit;

namespace LlmMonitor.Core.Tests.Latency;

public sealed class TtftP95MonitorTests
{
    private readonly TtftP95Monitor _monitor = new();

    // L4: one call in twenty lies past the limit of a 95th percentile, by definition.
    [Fact]
    public void A_service_exactly_at_its_target_does_not_alarm() =>
        Assert.Equal(0, Traffic.Alarms(_monitor, new("chat") { TtftP95 = 3 }, days: 5));

    [Fact]
    public void A_wait_twice_as_long_as_allowed_is_found_within_five_minutes()
    {
        var delays = Enumerable.Range(1, 20).Select(seed => Traffic.Delay(_monitor, new("chat"), new("chat") { TtftP95 = 6 }, seed));
        Assert.All(delays, delay => Assert.InRange(delay ?? int.MaxValue, 1, 5));
    }

    [Fact]
    public void A_verdict_brings_its_numbers()
    {
        var traffic = new Traffic(1);
        traffic.Pass(30, new EndpointTraffic("chat"));
        traffic.Pass(10, new EndpointTraffic("chat") { TtftP95 = 12 });

        var verdict = Assert.Single(_monitor.Evaluate(traffic.Window()));

        Assert.Equal(("ttft_p95", "endpoint:chat", VerdictState.Critical), (verdict.Rule, verdict.Subject, verdict.State));
        Assert.Equal((3.0, "seconds", "endpoint:chat"), (verdict.Limit, verdict.Unit, verdict.Cause));
        Assert.InRange(verdict.Observed!.Value, 9, 16);
        Assert.InRange(verdict.N, 60, 150);
        Assert.Equal(TimeSpan.FromMinutes(5), verdict.To - verdict.From);
        Assert.Contains("surely over the limit of 3 s", verdict.Summary, StringComparison.Ordinal);
        Assert.Equal("gpt-4o", (string?)verdict.Evidence!["by_model"]![0]!["model"]);
        Assert.Equal(5, verdict.Evidence["slowest_calls"]!.AsArray().Count);
    }

    // L5: an error that took long is an error, not a slow answer.
    [Fact]
    public void Errored_calls_are_no_part_of_it()
    {
        var traffic = new Traffic(1);
        traffic.Pass(30, new EndpointTraffic("chat") { ErrorShare = 0.5 });
        var verdict = Assert.Single(_monitor.Evaluate(traffic.Window()));
        Assert.Equal(VerdictState.Ok, verdict.State);
        Assert.InRange(verdict.N, 80, 220);
    }

    [Fact]
    public void Too_few_calls_are_unknown_however_slow()
    {
        var traffic = new Traffic(1);
        traffic.Pass(60, new EndpointTraffic("chat") { CallsPerMinute = 0.2, TtftP95 = 60 });
        var verdict = Assert.Single(_monitor.Evaluate(traffic.Window()));
        Assert.Equal((VerdictState.Unknown, "too_few", null), (verdict.State, verdict.UnknownReason, verdict.Observed));
    }

    [Fact]
    public void A_quiet_endpoint_is_judged_by_its_last_hour()
    {
        var traffic = new Traffic(1);
        traffic.Pass(60, new EndpointTraffic("chat") { CallsPerMinute = 1, TtftP95 = 12 });
        var verdict = Assert.Single(_monitor.Evaluate(traffic.Window()));
        Assert.Equal(TimeSpan.FromHours(1), verdict.To - verdict.From);
        Assert.Equal(VerdictState.Critical, verdict.State);
    }

    [Fact]
    public void A_limit_that_is_off_is_not_judged()
    {
        var off = new EndpointThresholds { TtftP95Seconds = null };
        var traffic = new Traffic(1) { Thresholds = new(new Dictionary<string, EndpointThresholds> { ["chat"] = off }) };
        traffic.Pass(30, new EndpointTraffic("chat") { TtftP95 = 60 });
        var verdict = Assert.Single(_monitor.Evaluate(traffic.Window()));
        Assert.Equal((VerdictState.Unknown, "no_threshold"), (verdict.State, verdict.UnknownReason));
    }
}
