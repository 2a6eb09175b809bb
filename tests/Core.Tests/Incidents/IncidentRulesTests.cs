using LlmMonitor.Core.Alerts;
using LlmMonitor.Core.Incidents;
using Xunit;

namespace LlmMonitor.Core.Tests.Incidents;

public sealed class IncidentRulesTests
{
    private static readonly DateTimeOffset Noon = Plant.Noon;

    [Theory]
    [InlineData(IncidentState.Open, IncidentAct.AlertJoins, IncidentState.Open)]
    [InlineData(IncidentState.Open, IncidentAct.Investigate, IncidentState.Investigating)]
    [InlineData(IncidentState.Open, IncidentAct.Mitigate, IncidentState.Mitigated)]
    [InlineData(IncidentState.Open, IncidentAct.Close, IncidentState.Closed)]
    [InlineData(IncidentState.Investigating, IncidentAct.AlertJoins, IncidentState.Investigating)]
    [InlineData(IncidentState.Investigating, IncidentAct.Investigate, IncidentState.Investigating)]
    [InlineData(IncidentState.Investigating, IncidentAct.Mitigate, IncidentState.Mitigated)]
    [InlineData(IncidentState.Investigating, IncidentAct.Close, IncidentState.Closed)]
    [InlineData(IncidentState.Mitigated, IncidentAct.AlertJoins, IncidentState.Investigating)]
    [InlineData(IncidentState.Mitigated, IncidentAct.Investigate, IncidentState.Mitigated)]
    [InlineData(IncidentState.Mitigated, IncidentAct.Mitigate, IncidentState.Mitigated)]
    [InlineData(IncidentState.Mitigated, IncidentAct.Close, IncidentState.Closed)]
    [InlineData(IncidentState.Closed, IncidentAct.AlertJoins, null)]
    [InlineData(IncidentState.Closed, IncidentAct.Investigate, null)]
    [InlineData(IncidentState.Closed, IncidentAct.Mitigate, null)]
    [InlineData(IncidentState.Closed, IncidentAct.Close, null)]
    public void What_happens_leads_to_one_state(IncidentState state, IncidentAct act, IncidentState? next) =>
        Assert.Equal(next, IncidentRules.Next(state, act));

    [Theory]
    [InlineData(0, 7)] // the alert names no time
    [InlineData(0.1, 7.1)]
    [InlineData(6, 13)] // a week of before, though the change is nearly as old as the week that ends now
    [InlineData(109, 28)]
    public void The_runbook_has_a_week_before_the_suspected_time_to_compare_with(double suspectedDaysAgo, double looksDaysBack)
    {
        var alert = Alert("a", AlertSeverity.Critical) with { From = suspectedDaysAgo == 0 ? default : Noon.AddDays(-suspectedDaysAgo) };
        Assert.Equal(looksDaysBack, (Noon - IncidentRules.LooksFrom(alert, Noon)).TotalDays, 6);
    }

    [Fact]
    public void A_new_alert_on_what_was_mitigated_begins_anew_and_the_worst_severity_counts()
    {
        var (opened, _) = IncidentRules.Open(Alert("a", AlertSeverity.Warning), "chat", null, Noon);
        var mitigated = opened with { State = IncidentState.Mitigated, MitigatedAt = Noon, DueAt = null };
        var (next, line) = IncidentRules.Join(mitigated, Alert("b", AlertSeverity.Critical), Noon.AddHours(1))!.Value;
        Assert.Equal((IncidentState.Investigating, AlertSeverity.Critical, "reopened"), (next.State, next.Severity, line.What));
        Assert.Null(next.MitigatedAt);
        Assert.Equal(Noon.AddHours(1), next.DueAt);
        Assert.Null(IncidentRules.Join(next, Alert("b", AlertSeverity.Critical), Noon));
    }

    [Theory]
    [InlineData(1, 10)]
    [InlineData(2, 20)]
    [InlineData(4, 80)]
    [InlineData(30, 720)]
    public void The_runbook_runs_again_at_a_growing_interval(int runs, double minutes) =>
        Assert.Equal(TimeSpan.FromMinutes(minutes), IncidentRules.RunsAgainAfter(runs));

    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 4)]
    [InlineData(30, 240)]
    public void A_runbook_that_fails_is_tried_again_later_and_later(int failures, double minutes) =>
        Assert.Equal(TimeSpan.FromMinutes(minutes), IncidentRules.TriesAgainAfter(failures));

    private static IncidentAlert Alert(string id, AlertSeverity severity) =>
        new(id, "error_rate", "endpoint:chat", severity, Noon, Noon, "");
}
