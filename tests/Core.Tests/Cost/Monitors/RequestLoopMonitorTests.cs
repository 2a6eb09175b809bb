using LlmMonitor.Core.Cost.Monitors;
using LlmMonitor.Core.Monitors;
using Xunit;

namespace LlmMonitor.Core.Tests.Cost.Monitors;

public class RequestLoopMonitorTests
{
    [Theory]
    [InlineData(40, 0, "u7", VerdictState.Warning, "user:u7")]
    [InlineData(40, 10, "u7", VerdictState.Warning, "user:u7")]
    [InlineData(40, 900, "u7", VerdictState.Ok, "user:u7")] // calls of different size are work
    [InlineData(12, 0, "u7", VerdictState.Ok, "user:u7")] // a person may be as quick
    public void Calls_of_one_size_at_a_machine_s_pace_are_a_loop(int perMinute, int varies, string user, VerdictState state, string subject)
    {
        var world = Usual(60, 20);
        var random = new Random(1);
        for (var minute = 0; minute < 10; minute++)
            world.AddMinute(Mixed(20, minute).Concat(Loop(perMinute, varies, user, random)));
        var verdict = Evaluate(world).Single(verdict => verdict.Subject == subject);
        Assert.Equal(state, verdict.State);
        Assert.Equal(state == VerdictState.Ok ? null : "spend:user:u7", verdict.Cause);
    }

    [Theory]
    [InlineData(60, 0, 2, VerdictState.Warning)] // found with the second minute
    [InlineData(20, 1, 8, VerdictState.Warning)] // below a machine's pace, and between other work
    [InlineData(20, 1, 4, VerdictState.Ok)]
    [InlineData(20, 40, 10, VerdictState.Ok)] // most of it is work
    public void One_prompt_over_and_over_is_a_loop_whatever_the_answers_cost(int same, int others, int minutes, VerdictState state)
    {
        var world = Usual(60, 20);
        var random = new Random(1);
        for (var minute = 0; minute < minutes; minute++)
            world.AddMinute(
                Mixed(20, minute)
                    .Concat(Loop(same, 900, "u77", random).Select(call => call with { Prompt = 4711 }))
                    .Concat(Loop(others, 900, "u77", random).Select(call => call with { Prompt = (ulong)random.NextInt64() }))
            );
        var verdict = Evaluate(world).Single(verdict => verdict.Subject == "user:u77");
        Assert.Equal(state, verdict.State);
        if (state != VerdictState.Ok)
            Assert.Matches("^[0-9]+ identical prompts from one source", verdict.Summary);
    }

    [Fact]
    public void Who_always_calls_like_that_is_a_service()
    {
        var world = new SpendWorld(DateTimeOffset.UnixEpoch);
        for (var minute = 0; minute < 60; minute++)
            world.AddMinute(Mixed(20, minute).Concat(Loop(40, 0, "u7", new Random(1))));
        Assert.DoesNotContain(Evaluate(world), SpendSpikeMonitorTests.Rings);
    }

    [Fact]
    public void In_a_project_without_users_features_are_judged()
    {
        var world = new SpendWorld(DateTimeOffset.UnixEpoch);
        for (var minute = 0; minute < 70; minute++)
            world.AddMinute(
                Mixed(20, minute)
                    .Select(call => call with { User = null })
                    .Concat(minute < 60 ? [] : Loop(40, 0, null, new Random(1)).Select(call => call with { Feature = "agent" }))
            );
        Assert.Equal("feature:agent", Assert.Single(Evaluate(world), SpendSpikeMonitorTests.Rings).Subject);
    }

    [Fact]
    public void In_a_young_project_nothing_is_said() =>
        Assert.All(Evaluate(Usual(12, 20)), verdict => Assert.Equal("no_baseline", verdict.UnknownReason));

    [Theory]
    [InlineData("conv")]
    [InlineData("code")]
    [InlineData("bursty")]
    public void One_busy_user_of_ordinary_content_is_no_loop(string shape)
    {
        var world = new SpendWorld(DateTimeOffset.UnixEpoch);
        var traffic = new Traffic(shape, 3, 60) { Users = 1 };
        for (var minute = 0; minute < 400; minute++)
        {
            // It comes after an hour, when nothing is known of it.
            world.AddMinute(minute < 60 ? Mixed(20, minute) : traffic.Minute(minute));
            if (minute > 30)
                Assert.DoesNotContain(Evaluate(world), SpendSpikeMonitorTests.Rings);
        }
    }

    private static List<Verdict> Evaluate(SpendWorld world) => [.. new RequestLoopMonitor().Evaluate(world.Window())];

    private static SpendWorld Usual(int minutes, int calls)
    {
        var world = new SpendWorld(DateTimeOffset.UnixEpoch);
        for (var minute = 0; minute < minutes; minute++)
            world.AddMinute(Mixed(calls, minute));
        return world;
    }

    private static IEnumerable<TrafficCall> Mixed(int count, int minute) =>
        Enumerable.Range(0, count).Select(i => new TrafficCall(300 + (i * 37 + minute * 11) % 13 * 150, 100, $"u{i % 20}"));

    private static IEnumerable<TrafficCall> Loop(int count, int varies, string? user, Random random) =>
        Enumerable.Range(0, count).Select(_ => new TrafficCall(1500, 100 + random.Next(varies + 1), user));
}
