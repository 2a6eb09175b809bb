using LlmMonitor.Core.Latency;
using LlmMonitor.Core.Monitors;
using LlmMonitor.Core.Rollups;
using Xunit;

namespace LlmMonitor.Core.Tests.Monitors;

public sealed class ProposalRulesTests
{
    private static readonly Dictionary<string, double> NoRates = [];

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
        var proposal = Assert.Single(ProposalRules.Of(Hours(days: 8), ThresholdBook.Empty, NoRates));

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
        var proposal = Assert.Single(ProposalRules.Of(Hours(days: 3), ThresholdBook.Empty, NoRates));
        Assert.All(proposal.Limits, limit => Assert.Null(limit.Proposed));
        Assert.All(proposal.Limits, limit => Assert.StartsWith("Too little is known", limit.Why, StringComparison.Ordinal));
        Assert.Equal(ThresholdBook.Empty.Of("chat"), proposal.Thresholds);
    }

    [Fact]
    public void The_judge_is_to_see_so_much_that_a_week_without_a_finding_says_something()
    {
        var rate = Assert.Single(ProposalRules.Of(Hours(days: 8), ThresholdBook.Empty, NoRates)).JudgeRate;
        Assert.Null(rate.Now);
        Assert.InRange(rate.CallsPerDay, 2_500, 3_300); // two a minute
        Assert.InRange(rate.Proposed!.Value * rate.CallsPerDay * 7, 2_850, 3_150);
        var own = new Dictionary<string, double> { ["chat"] = 0.5 };
        Assert.Equal(0.5, Assert.Single(ProposalRules.Of(Hours(days: 3), ThresholdBook.Empty, own)).JudgeRate.Now);
        Assert.Null(Assert.Single(ProposalRules.Of(Hours(days: 3), ThresholdBook.Empty, own)).JudgeRate.Proposed);
    }

    [Fact]
    public void A_measure_that_was_never_sent_keeps_its_limit()
    {
        var proposal = Assert.Single(ProposalRules.Of(Hours(days: 8), ThresholdBook.Empty, NoRates));
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
