using LlmMonitor.Core.Cost.Monitors;
using LlmMonitor.Core.Monitors;
using LlmMonitor.Core.Rollups;
using Microsoft.Extensions.Options;
using Xunit;

namespace LlmMonitor.Core.Tests.Cost.Monitors;

public class SpendSpikeMonitorTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 2, 8, 0, 0, TimeSpan.Zero);

    // 20 calls a minute of $0.005 are usual; then come calls of another number, at another price.
    [Theory]
    [InlineData(20, 1, VerdictState.Ok)]
    [InlineData(60, 1, VerdictState.Ok)]
    [InlineData(100, 1, VerdictState.Warning)]
    [InlineData(240, 1, VerdictState.Critical)]
    [InlineData(20, 6, VerdictState.Warning)]
    [InlineData(20, 12, VerdictState.Critical)]
    [InlineData(5, 4, VerdictState.Ok)]
    public void More_calls_or_costlier_ones_ring_from_four_times_the_usual_and_are_critical_from_ten(
        int calls,
        double times,
        VerdictState state
    )
    {
        var world = Usual(90);
        Add(world, 2, calls, call => call with { Times = times });
        Assert.Equal(state, Project(world).State);
    }

    [Theory]
    [InlineData(0.001, VerdictState.Ok)]
    [InlineData(1, VerdictState.Critical)]
    public void Cents_call_nobody(double price, VerdictState state)
    {
        var world = Usual(90, times: price);
        Add(world, 2, 240, call => call with { Times = price });
        Assert.Equal(state, Project(world).State);
    }

    [Fact]
    public void A_single_costly_call_is_no_spike()
    {
        var world = Usual(90);
        world.AddMinute(Calls(20));
        world.AddMinute(Calls(19).Append(Call(0) with { Times = 2000 }));
        Assert.Equal(VerdictState.Ok, Project(world).State);
    }

    // Each of 20 users spends $0.01 in two minutes, in two calls. Then one spends $0.06, in few calls or in many.
    [Theory]
    [InlineData(6, 1, VerdictState.Ok)]
    [InlineData(50, 0.12, VerdictState.Warning)]
    public void A_user_shows_by_the_number_of_calls_before_their_cost_does(int callsPerMinute, double times, VerdictState state)
    {
        var world = Usual(90);
        Add(world, 2, 20, call => call.User == "u1" ? call with { Times = 0 } : call);
        Assert.Equal(VerdictState.Ok, User(world).State);
        for (var minute = 0; minute < 2; minute++)
            world.AddMinute(Calls(20).Concat(Enumerable.Repeat(Call(1) with { Times = times }, callsPerMinute - 1)));
        Assert.Equal(state, User(world).State);

        Verdict User(SpendWorld of) => Evaluate(of).Single(verdict => verdict.Subject == "user:u1");
    }

    [Theory]
    [InlineData(8, "no_baseline")]
    [InlineData(20, "no_baseline")]
    [InlineData(21, null)]
    public void Before_the_baseline_is_known_nothing_is_judged(int minutes, string? reason)
    {
        var verdict = Project(Usual(minutes));
        Assert.Equal(reason, verdict.UnknownReason);
        Assert.Equal(reason is null ? VerdictState.Ok : VerdictState.Unknown, verdict.State);
    }

    [Fact]
    public void A_spike_goes_on_ringing_and_ends_with_it()
    {
        var world = Usual(110);
        for (var minute = 0; minute < 30; minute++)
        {
            Add(world, 1, 240);
            Assert.True(minute < 2 || Project(world).State == VerdictState.Critical, $"minute {minute}: {Project(world).Summary}");
        }
        Add(world, 16, 20);
        Assert.Equal(VerdictState.Ok, Project(world).State);
    }

    [Fact]
    public void What_came_and_went_within_two_hours_is_no_news()
    {
        var world = Usual(60);
        Add(world, 5, 240);
        Add(world, 45, 20);
        Add(world, 5, 240);
        Assert.Equal(VerdictState.Ok, Project(world).State);
    }

    [Theory]
    [InlineData(0, VerdictState.Critical)]
    [InlineData(3, VerdictState.Ok)]
    [InlineData(28, VerdictState.Ok)]
    public void A_job_that_earlier_days_had_at_this_time_is_usual(int days, VerdictState state)
    {
        var world = Usual(90, history: true);
        for (var day = 1; day <= days; day++)
        for (var quarter = 0; quarter < 96; quarter++)
            world.Remember(world.End.Quarter.Plus(-day * Minute.PerDay + (quarter - 48) * 15), Spent(quarter == 48 ? 3000 : 300));
        Add(world, 5, 600, call => call with { Feature = "digest", User = null });
        Assert.Equal(state, Project(world).State);
    }

    [Fact]
    public void Spend_that_only_moved_to_another_model_is_no_spike()
    {
        var world = new SpendWorld(Start);
        for (var minute = 0; minute < 90; minute++)
            world.AddMinute(Calls(40).Select((call, i) => i == 0 ? call with { Model = "gpt-5" } : call));
        for (var minute = 0; minute < 3; minute++)
            world.AddMinute(Calls(40).Select(call => call with { Model = "gpt-5" }));
        Assert.DoesNotContain(Evaluate(world), Rings);
    }

    [Fact]
    public void The_verdict_already_holds_what_a_person_would_look_up_first()
    {
        var world = Usual(90);
        for (var minute = 0; minute < 2; minute++)
            world.AddMinute(Calls(20).Concat(Enumerable.Repeat(new TrafficCall(8000, 100, null, "digest"), 40)));
        var verdict = Project(world);
        var evidence = verdict.Evidence!;
        Assert.Equal("spend:feature:digest", verdict.Cause);
        Assert.Contains("Feature digest makes 100 % of the project's excess", verdict.Summary);
        Assert.Equal("digest", (string)evidence["by_feature"]![0]!["key"]!);
        Assert.Equal("(none)", (string)evidence["by_user"]![0]!["key"]!); // C10
        foreach (var dimension in new[] { "by_user", "by_feature", "by_model" })
            Assert.Equal(1, evidence[dimension]!.AsArray().Sum(share => (double)share!["share_of_excess"]!), 0.01);
        Assert.Equal(10, evidence["top_calls"]!.AsArray().Count);
        Assert.Equal("digest", (string)evidence["top_calls"]![0]!["feature"]!);
        Assert.True((bool)evidence["lengths"]!["unusually_long_inputs"]!);
        Assert.False((bool)evidence["lengths"]!["unusually_long_outputs"]!);
        Assert.True((bool)evidence["scheduled"]!["looks_scheduled"]!);
        Assert.Equal(
            1,
            (double)evidence["change"]!["share_by_more_calls"]! + (double)evidence["change"]!["share_by_costlier_calls"]!,
            0.001
        );
    }

    // At most one false alarm in 30 days is promised; all of these together are 120 project-days.
    [Theory]
    [InlineData("conv", 15, 0)]
    [InlineData("code", 15, 0)]
    [InlineData("poisson", 15, 0)]
    [InlineData("bursty", 15, 0)]
    [InlineData("daily", 15, 0)]
    [InlineData("batch", 15, 1)] // The first night: nobody knows the job yet.
    [InlineData("heavy", 15, 0)]
    [InlineData("agents", 15, 0)]
    public void Healthy_days_are_quiet(string shape, int days, int atMost) =>
        Assert.InRange(QuietDays.Alarms(shape, 1, days * Minute.PerDay), 0, atMost);

    internal static bool Rings(Verdict verdict) => verdict.State is VerdictState.Warning or VerdictState.Critical;

    internal static List<Verdict> Evaluate(SpendWorld world) =>
        [.. new SpendSpikeMonitor(Options.Create(new SpendSpikeOptions())).Evaluate(world.Window())];

    private static Verdict Project(SpendWorld world) => Evaluate(world).Single(verdict => verdict.Subject == "project");

    private static SpendWorld Usual(int minutes, double times = 1, bool history = false)
    {
        var world = new SpendWorld(Start) { HasHistory = history };
        Add(world, minutes, 20, call => call with { Times = times });
        return world;
    }

    private static void Add(SpendWorld world, int minutes, int calls, Func<TrafficCall, TrafficCall>? change = null)
    {
        for (var minute = 0; minute < minutes; minute++)
            world.AddMinute(Calls(calls).Select(change ?? (call => call)));
    }

    private static IEnumerable<TrafficCall> Calls(int count) => Enumerable.Range(0, count).Select(Call);

    private static TrafficCall Call(int i) => new(1000 + i % 3 * 100, 240, $"u{i % 20}");

    private static Spend Spent(int calls) => new(calls, 0, Money.PicoUsd.FromUsd(calls * 0.005m));
}
