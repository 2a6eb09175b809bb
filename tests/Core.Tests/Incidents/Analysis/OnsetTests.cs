using LlmMonitor.Core.Incidents.Analysis;
using Xunit;

namespace LlmMonitor.Core.Tests.Incidents.Analysis;

public class OnsetTests
{
    [Fact]
    public void A_step_is_placed_within_its_interval_and_within_an_hour()
    {
        var at = Weeks.Start.AddHours(100.3);
        var onset = OnsetSearch.Of([], Weeks.Outcomes(Weeks.Calls(1, 112, call => call.Time >= at ? 0.3 : 0.02)));
        Assert.Null(onset.Unknown);
        Assert.False(onset.Gradual);
        Assert.InRange((onset.At!.Value - at).TotalHours, -1, 1);
        Assert.InRange(at, onset.From!.Value, onset.To!.Value.AddMinutes(15));
        Assert.Contains("rose from", onset.Sentence);
        Assert.EndsWith("(p < 0.0001).", onset.Sentence);
        Assert.Contains($"interval {onset.From:yyyy-MM-dd HH:mm} to {onset.To:yyyy-MM-dd HH:mm}", onset.Sentence);
    }

    [Fact]
    public void A_step_in_one_segment_is_found_although_the_whole_hardly_moves()
    {
        var at = Weeks.Start.AddHours(90);
        var onset = OnsetSearch.Of(
            [],
            Weeks.Outcomes(Weeks.Calls(2, 112, call => call.Segment == "s3" && call.Endpoint == "chat" && call.Time >= at ? 0.3 : 0.03))
        );
        Assert.InRange((onset.At!.Value - at).TotalHours, -1, 1);
    }

    [Fact]
    public void A_climb_is_said_to_be_one()
    {
        var at = Weeks.Start.AddHours(80);
        var onset = OnsetSearch.Of(
            [],
            Weeks.Outcomes(Weeks.Calls(3, 112, call => Math.Clamp((call.Time - at).TotalHours / 30, 0, 1) * 0.5 + 0.02))
        );
        Assert.True(onset.Gradual);
        Assert.InRange((onset.At!.Value - at).TotalHours, -6, 6);
    }

    [Fact]
    public void Exact_hours_alone_do_too()
    {
        var hours = Enumerable
            .Range(0, 100)
            .Select(i => new ObservedHour(Weeks.Start.AddHours(i), "chat", "help", "m", "v1", 5_000, 5_000, i < 96 ? 5 : 25, 0, 0));
        var onset = OnsetSearch.Of([.. hours], []);
        Assert.Equal(Weeks.Start.AddHours(96), onset.At);
    }

    [Fact]
    public void Where_nothing_changed_hardly_ever_an_onset_is_told()
    {
        // One in a thousand is allowed; of 100 runs more than one would be a surprise of 0.5 %.
        var told = Enumerable
            .Range(0, 100)
            .Count(seed => OnsetSearch.Of([], Weeks.Outcomes(Weeks.Calls(seed, 48, _ => 0.03))).At is not null);
        Assert.InRange(told, 0, 1);
    }

    [Theory]
    [InlineData(0, "too_few")]
    [InlineData(1, "too_few")]
    public void Too_few_calls_are_unknown(int hours, string reason) =>
        Assert.Equal(reason, OnsetSearch.Of([], Weeks.Outcomes(Weeks.Calls(1, hours, _ => 0))).Unknown);

    [Theory]
    [InlineData(1, 1)]
    [InlineData(10, 0.03)]
    [InlineData(30, 2e-6)]
    public void The_chance_of_a_clear_step_falls(double statistic, double most) =>
        Assert.InRange(StepFit.SupremumP(statistic, 0.05, 0.05), 0, most);
}
