using LlmMonitor.Core.Latency;
using LlmMonitor.Core.Monitors;
using LlmMonitor.Core.Rollups;
using Xunit;

namespace LlmMonitor.Core.Tests.Monitors;

public sealed class ProposalRulesTests
{
    private static readonly EndpointTraffic Slow = new("chat")
    {
        CallsPerMinute = 2,
        TtftP95 = 6,
        TotalP95 = 40,
        ErrorShare = 0.03,
    };

    [Fact]
    public void Limits_come_from_the_project_s_own_hours_and_then_do_not_alarm()
    {
        var proposal = Assert.Single(ProposalRules.Of(Hours(days: 8), ThresholdBook.Empty));

        Assert.InRange(proposal.Thresholds.TtftP95Seconds!.Value, 6 * 1.25, 6 * 1.25 * 1.5);
        Assert.InRange(proposal.Thresholds.ErrorRate!.Value, 0.03 * 1.25, 0.12);
        Assert.InRange(proposal.Thresholds.TokensPerSecondP50!.Value, 20, 40 / 1.25);
        var ttft = proposal.Limits.Single(limit => limit.Field == "ttft_p95_seconds");
        Assert.Equal((3.0, 192), (ttft.Now!.Value, ttft.Hours));
        Assert.InRange(ttft.Samples, 20_000, 25_000);
        Assert.Contains("In 19 of 20 hours", ttft.Why, StringComparison.Ordinal);

        var accepted = new ThresholdBook(new Dictionary<string, EndpointThresholds> { ["chat"] = proposal.Thresholds });
        Assert.NotEqual(0, Traffic.Alarms(new TtftP95Monitor(), Slow, days: 1));
        Assert.Equal(0, Traffic.Alarms(new TtftP95Monitor(), Slow, days: 1, thresholds: accepted));
    }

    [Fact]
    public void Less_than_a_week_proposes_nothing_and_says_why()
    {
        var proposal = Assert.Single(ProposalRules.Of(Hours(days: 3), ThresholdBook.Empty));
        Assert.All(proposal.Limits, limit => Assert.Null(limit.Proposed));
        Assert.All(proposal.Limits, limit => Assert.StartsWith("Too little is known", limit.Why, StringComparison.Ordinal));
        Assert.Equal(ThresholdBook.Empty.Of("chat"), proposal.Thresholds);
    }

    [Fact]
    public void A_measure_that_was_never_sent_keeps_its_limit()
    {
        var proposal = Assert.Single(ProposalRules.Of(Hours(days: 8), ThresholdBook.Empty));
        Assert.Null(proposal.Limits.Single(limit => limit.Field == "tbt_p99_seconds").Proposed);
        Assert.Equal(0.5, proposal.Thresholds.TbtP99Seconds);
    }

    private static Dictionary<Minute, RollupSet> Hours(int days)
    {
        var (traffic, hours) = (new Traffic(1), new Dictionary<Minute, RollupSet>());
        for (var hour = 0; hour < days * 24; hour++)
        {
            var start = traffic.Now;
            traffic.Pass(60, Slow);
            hours[start] = traffic.Window().Last(60);
        }
        return hours;
    }
}
