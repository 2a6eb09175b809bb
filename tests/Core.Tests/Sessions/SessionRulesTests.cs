using LlmMonitor.Core.Money;
using LlmMonitor.Core.Rollups;
using LlmMonitor.Core.Sessions;
using Xunit;

namespace LlmMonitor.Core.Tests.Sessions;

public sealed class SessionRulesTests
{
    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(30);

    [Theory]
    [InlineData("s0", 10, SessionOutcome.InProgress, 1)]
    [InlineData("s0", 31, SessionOutcome.Abandoned, 1)] // B2: silence closes it
    [InlineData("s0 f5 f9", 20, SessionOutcome.InProgress, 3)] // B3
    [InlineData("s0 f5 c9", 20, SessionOutcome.Completed, 2)]
    [InlineData("s0 f5 c9", 2000, SessionOutcome.Completed, 2)]
    [InlineData("f5 c9", 20, SessionOutcome.Completed, 2)] // B4: the same with and without start
    [InlineData("c9", 20, SessionOutcome.Completed, 1)]
    [InlineData("s0 c5 a9", 20, SessionOutcome.Abandoned, 1)] // B1: the later one
    [InlineData("s0 a5 c9", 20, SessionOutcome.Completed, 1)]
    [InlineData("s0 a9 c9", 20, SessionOutcome.Completed, 1)]
    [InlineData("s0 a5 f6", 20, SessionOutcome.InProgress, 2)] // they came back
    [InlineData("s0 a5 f6", 40, SessionOutcome.Abandoned, 2)]
    [InlineData("s0 c5 a6 f7", 20, SessionOutcome.Completed, 2)]
    [InlineData("s0 c5 f7", 90, SessionOutcome.Completed, 2)]
    [InlineData("s0 s0 s0 f5 f5", 20, SessionOutcome.InProgress, 2)] // B4: the same event again
    public void A_session_comes_to_what_its_events_say_in_any_order(string events, int minutesLater, SessionOutcome outcome, int turns)
    {
        var all = events.Split(' ').Select(Event).ToList();
        var random = new Random(3);
        for (var order = 0; order < 20; order++)
        {
            var session = new Session("s");
            foreach (var one in all.OrderBy(_ => random.Next()))
                session = SessionRules.Add(session, [one]).Session;
            var summary = SessionRules.Summary(session)!;
            Assert.Equal((outcome, turns), (summary.OutcomeAt(Plant.Noon.AddMinutes(minutesLater), Timeout), summary.Turns));
            Assert.Equal(SessionRules.Summary(SessionRules.Add(new Session("s"), all).Session), summary);
        }
    }

    [Fact]
    public void The_same_again_is_the_same_session()
    {
        var session = SessionRules.Add(new Session("s"), [Event("s0"), Event("f5")]).Session;
        Assert.Same(session, SessionRules.Add(session, [Event("f5")]).Session);
        var paid = SessionRules.Add(session, Calls(("r1", 0.01m)));
        Assert.Same(paid, SessionRules.Add(paid, Calls(("r1", 0.01m))));
    }

    [Fact]
    public void A_session_is_bounded()
    {
        var full = SessionRules.Add(new Session("s"), Enumerable.Range(0, SessionRules.MostEvents).Select(i => Event($"f{i}"))).Session;
        Assert.Null(SessionRules.Add(full, [Event("f9999")]).New);
        var paid = SessionRules.Add(
            full,
            Calls([.. Enumerable.Range(0, SessionRules.MostCalls + 1).Select(i => ($"r{i}", (decimal?)0.01m))])
        );
        Assert.Equal((SessionRules.MostCalls, 1), (SessionRules.Summary(paid)!.NCalls, SessionRules.Summary(paid)!.NUnpriced));
    }

    [Fact] // B1, B2
    public void Rates_are_of_closed_sessions_and_sum_to_one()
    {
        var figures = Figures("s0 f5 c9", "s0 c5 a9", "s0 a5 c9", "s0 f25");
        Assert.Equal((4L, 2L, 1L, 1L), (figures.NSessions, figures.Completed, figures.Abandoned, figures.InProgress));
        Assert.Equal((2 / 3.0, 1 / 3.0), (figures.TaskCompletionRate, figures.AbandonmentRate));
        Assert.Equal((2 + 1 + 1 + 2) / 4.0, figures.AvgTurnsPerSession);
        Assert.True(figures.TaskCompletionInterval is { Low: < 0.2, High: > 0.9 });
        Assert.Equal(
            (null, "no_closed_sessions", null),
            (Figures("s25").TaskCompletionRate, Figures("s25").Reason, Figures("s25").TaskCompletionInterval)
        );
        Assert.Equal(("no_sessions", null), (Figures().Reason, Figures().AvgTurnsPerSession));
    }

    [Fact] // B5
    public void A_completed_task_costs_what_failures_cost_too()
    {
        var (done, failed) = (Summary("s0 c5", Calls(("r1", 0.02m), ("r2", 0.01m))), Summary("s0 a5", Calls(("r3", 0.03m))));
        var figures = SessionFigures.Of([done, failed], Plant.Noon.AddMinutes(20), Timeout);
        Assert.Equal(
            ("0.06", "0.03", null),
            (figures.CostPerCompletedTaskUsd.ToString(), figures.AvgCostOfCompletedUsd.ToString(), figures.CostReason)
        );
        Assert.Equal("no_completed", SessionFigures.Of([failed], Plant.Noon.AddMinutes(20), Timeout).CostReason);
        Assert.Equal("no_calls", Figures("s0 c5").CostReason);
        Assert.Equal(
            "unpriced_calls",
            SessionFigures.Of([done, Summary("s0 c5", Calls(("r4", null)))], Plant.Noon.AddMinutes(20), Timeout).CostReason
        );
    }

    [Fact]
    public void What_events_say_a_session_is_of_goes_before_what_its_calls_say()
    {
        var calls = Calls(("r1", 0.01m));
        Assert.Equal(
            ("summary", "gpt-4o"),
            (Summary("s0", calls).NameOf(RollupDimension.Feature), Summary("s0", calls).NameOf(RollupDimension.Model))
        );
        var named = SessionRules.Add(new Session("s"), [Event("s0") with { Feature = "search" }]).Session;
        Assert.Equal("search", SessionRules.Summary(SessionRules.Add(named, calls))!.Feature);
        Assert.Equal(RollupKey.None, Summary("s0", Calls()).NameOf(RollupDimension.PromptVersion));
        Assert.Null(SessionRules.Summary(SessionRules.Add(new Session("s"), calls)));
    }

    private static SessionFigures Figures(params string[] sessions) =>
        SessionFigures.Of([.. sessions.Select(events => Summary(events, Calls()))], Plant.Noon.AddMinutes(30), Timeout);

    private static SessionSummary Summary(string events, Dictionary<string, SessionCall> calls) =>
        SessionRules.Summary(SessionRules.Add(SessionRules.Add(new Session("s"), events.Split(' ').Select(Event)).Session, calls))!;

    private static Dictionary<string, SessionCall> Calls(params (string Id, decimal? Usd)[] calls) =>
        calls.ToDictionary(
            call => call.Id,
            call => new SessionCall(Plant.Noon, call.Usd is { } usd ? PicoUsd.FromUsd(usd) : null, "gpt-4o", "summary", null),
            StringComparer.Ordinal
        );

    /// <param name="text">The type's letter and the minute after noon: <c>f5</c>.</param>
    private static SessionEvent Event(string text)
    {
        var type = text[0] switch
        {
            's' => SessionEventType.Start,
            'f' => SessionEventType.FollowUp,
            'c' => SessionEventType.TaskComplete,
            _ => SessionEventType.Abandon,
        };
        return new SessionEvent(text, type, Plant.Noon.AddMinutes(int.Parse(text[1..])));
    }
}
