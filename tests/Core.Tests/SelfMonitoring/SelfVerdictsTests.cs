using LlmMonitor.Core.Drift;
using LlmMonitor.Core.Monitors;
using LlmMonitor.Core.SelfMonitoring;
using Xunit;

namespace LlmMonitor.Core.Tests.SelfMonitoring;

public sealed class SelfVerdictsTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);
    private static readonly SelfOptions Options = new();

    /// <summary>Due at each full minute.</summary>
    private static readonly TimerSchedule EachMinute = new("RunMonitors", (after, to) => (int)(to - after).TotalMinutes);

    [Theory]
    [InlineData(null, VerdictState.Ok)]
    [InlineData(1, VerdictState.Ok)]
    [InlineData(5, VerdictState.Ok)]
    [InlineData(6, VerdictState.Warning)]
    [InlineData(16, VerdictState.Critical)]
    public void Calls_that_wait_long_to_be_rolled_up_ring(int? minutes, VerdictState state)
    {
        var verdict = SelfVerdicts.OfLag(minutes is { } old ? Noon.AddMinutes(-old) : null, Noon, Options);
        Assert.Equal((state, (minutes ?? 0) * 60.0), (verdict.State, verdict.Observed));
    }

    [Theory]
    [InlineData(0, VerdictState.Ok)]
    [InlineData(1, VerdictState.Warning)]
    public void Work_that_was_set_aside_rings(int messages, VerdictState state) =>
        Assert.Equal(state, SelfVerdicts.OfSetAside("slots", messages, Noon).State);

    [Theory] // minutes ago: seen, succeeded, failed, watched since
    [InlineData(600, 1, null, 600, VerdictState.Ok, "runs in time")]
    [InlineData(600, 10, null, 600, VerdictState.Ok, "runs in time")]
    [InlineData(600, 11, null, 600, VerdictState.Warning, "missed 1 runs: it ran last at 2026-11-23 11:49 UTC, and was not begun since")]
    [InlineData(600, 13, null, 600, VerdictState.Critical, "missed 3 runs")]
    [InlineData(600, 13, 1, 600, VerdictState.Critical, "failed last at 2026-11-23 11:59 UTC; the server's log says why")]
    [InlineData(600, 1, 5, 600, VerdictState.Ok, "runs in time")] // a failure that has passed
    [InlineData(5, null, null, 600, VerdictState.Ok, "runs in time")] // came with an upgrade a moment ago
    [InlineData(600, null, null, 600, VerdictState.Critical, "has never run")]
    [InlineData(600, 300, null, 2, VerdictState.Ok, "runs in time")] // the app was down, and is back
    [InlineData(600, 300, null, 30, VerdictState.Critical, "missed 20 runs")]
    public void A_timer_that_misses_its_runs_rings(int seen, int? succeeded, int? failed, int watched, VerdictState state, string says)
    {
        var outcome = new TimerOutcome(Noon.AddMinutes(-seen), Ago(succeeded), Ago(failed));
        var verdict = SelfVerdicts.OfTimer(EachMinute, outcome, Noon.AddMinutes(-watched), Noon, Options);
        Assert.Equal((state, "timer:RunMonitors"), (verdict.State, verdict.Subject));
        Assert.Contains(says, verdict.Summary, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("2026-11-30", VerdictState.Ok)] // a clock that is behind
    [InlineData("2026-08-25", VerdictState.Ok)]
    [InlineData("2026-08-24", VerdictState.Warning)]
    public void Prices_that_were_not_compared_for_90_days_ring(string compared, VerdictState state) =>
        Assert.Equal(
            state,
            SelfVerdicts.OfPrices(DateOnly.Parse(compared, System.Globalization.CultureInfo.InvariantCulture), Noon, Options).State
        );

    [Theory]
    [InlineData(999, false, VerdictState.Ok)]
    [InlineData(1000, false, VerdictState.Warning)]
    [InlineData(1000, true, VerdictState.Ok)]
    public void An_endpoint_whose_many_outputs_have_no_baseline_rings(int outputs, bool hasBaseline, VerdictState state)
    {
        StreamStatus[] streams = [Stream("v1", outputs - 400, hasBaseline), Stream("v2", 400, false)];
        var verdicts = SelfVerdicts.OfBaselines(streams, Noon, new DriftOptions()).ToList();
        Assert.Equal(state, verdicts.Single(verdict => verdict.Subject == "endpoint:extract").State);
        Assert.Equal(VerdictState.Ok, verdicts.Single(verdict => verdict.Subject == "project").State);
    }

    [Fact]
    public void A_project_with_more_streams_than_are_watched_rings() =>
        Assert.Equal(
            VerdictState.Warning,
            SelfVerdicts
                .OfBaselines([Stream("v1", 1, true), Stream("v2", 1, true)], Noon, new DriftOptions { MostStreams = 2 })
                .Single(verdict => verdict.Subject == "project")
                .State
        );

    private static DateTimeOffset? Ago(int? minutes) => minutes is { } some ? Noon.AddMinutes(-some) : null;

    private static StreamStatus Stream(string version, int outputs, bool hasBaseline) =>
        StreamStatus.New(new("extract", "gpt-4o", version)) with
        {
            NFed = outputs,
            FirstAt = Noon.AddDays(-2),
            LastAt = Noon.AddHours(-1),
            State = hasBaseline ? StreamStanding.Steady : StreamStanding.Unknown,
        };
}
