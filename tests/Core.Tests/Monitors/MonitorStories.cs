using LlmMonitor.Core.Calls;
using LlmMonitor.Core.Latency;
using LlmMonitor.Core.Monitors;
using LlmMonitor.Core.Reliability;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace LlmMonitor.Core.Tests.Monitors;

/// <summary>What happens to a service, and which monitors say so while the others stay calm.</summary>
public sealed class MonitorStories
{
    private static readonly EndpointTraffic Chat = new("chat") { Gaps = 20 };
    private static readonly EndpointTraffic Coding = new("coding")
    {
        Gaps = 20,
        CallsPerMinute = 6,
        TotalP95 = 70,
    };
    private static readonly EndpointTraffic Batch = new("batch")
    {
        CallsPerMinute = 3,
        TotalP95 = 180,
        TtftP95 = 60,
        TokensPerSecondP50 = 8,
    };

    private static readonly MonitorRun Run = new(
        [
            new TtftP95Monitor(),
            new TtftP50Monitor(),
            new TbtP99Monitor(),
            new StallsMonitor(),
            new TotalP95Monitor(),
            new TokensPerSecondMonitor(),
            new ErrorRateMonitor(),
            new IngestSilenceMonitor(),
            new RuleMonitor(),
        ],
        NullLogger<MonitorRun>.Instance
    );

    [Fact]
    public void A_quiet_day_is_quiet_at_every_minute()
    {
        var traffic = new Traffic(7);
        for (var minute = 0; minute < 1440; minute++)
        {
            // Twice as busy at noon as on the average, and nearly idle at night.
            var share = 1 - Math.Cos(2 * Math.PI * minute / 1440) + 0.05;
            traffic.Pass(
                1,
                Chat with
                {
                    CallsPerMinute = Chat.CallsPerMinute * share,
                },
                Coding with
                {
                    CallsPerMinute = Coding.CallsPerMinute * share,
                },
                Batch
            );
            Assert.Empty(Alarms(traffic));
        }
    }

    [Fact]
    public void A_slow_first_token_at_steady_total_time_is_seen_as_that() =>
        Assert.Equal(["ttft_p50", "ttft_p95"], AlarmsAfter(10, Chat with { TtftP95 = 7 }));

    [Fact]
    public void Streams_that_stall_once_are_seen_though_their_99th_percentile_is_well()
    {
        var long200 = Chat with { Gaps = 200, CallsPerMinute = 10 };
        Assert.Equal(["stalls"], AlarmsAfter(10, long200 with { StallShare = 0.5 }));
    }

    [Fact]
    public void A_storm_of_rate_limits_is_named()
    {
        var storm = Chat with { ErrorShare = 0.7, ErrorType = CallErrorType.RateLimit };
        Assert.Equal(["error_rate"], AlarmsAfter(5, storm));
    }

    [Fact]
    public void An_endpoint_that_goes_silent_is_missed_while_the_others_go_on()
    {
        var traffic = new Traffic(1);
        traffic.Pass(120, Chat, Coding);
        traffic.Pass(10, Coding);
        var verdict = Assert.Single(Alarms(traffic));
        Assert.Equal(("ingest_silence", "endpoint:chat"), (verdict.Rule, verdict.Subject));
        Assert.Contains("chat sends nothing since 02:00 UTC", verdict.Summary, StringComparison.Ordinal);
    }

    private static List<string> AlarmsAfter(int minutes, EndpointTraffic trouble)
    {
        var traffic = new Traffic(1);
        traffic.Pass(120, Chat with { Gaps = trouble.Gaps, CallsPerMinute = trouble.CallsPerMinute }, Coding);
        Assert.Empty(Alarms(traffic));
        traffic.Pass(minutes, trouble, Coding);
        return [.. Alarms(traffic).Select(verdict => verdict.Rule).Order(StringComparer.Ordinal)];
    }

    private static List<Verdict> Alarms(Traffic traffic) =>
        [.. Run.Run(traffic.Window()).Where(verdict => verdict.State is VerdictState.Warning or VerdictState.Critical)];
}
