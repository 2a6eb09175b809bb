using LlmMonitor.Core.Incidents.Analysis;
using Xunit;

namespace LlmMonitor.Core.Tests.Incidents.Analysis;

public class TrafficMixTests
{
    private static readonly DateTimeOffset At = Weeks.Start.AddHours(84);

    [Fact]
    public void A_segment_that_grows_and_always_failed_explains_the_symptom()
    {
        var mix = Mix(
            1,
            call => call.Segment == "s0" ? 0.3 : 0.02,
            call => call.Time >= At && call.Id.EndsWith('1') is false ? call with { Segment = "s0" } : call
        );
        Assert.True(mix.Changed);
        Assert.InRange(mix.Explained!.Value, 0.7, 1);
        Assert.InRange(mix.WithinP!.Value, 0.001, 1);
        Assert.Equal(new("segment", "s0"), mix.Moved[0].Term);
    }

    [Fact]
    public void A_fault_within_all_kinds_is_not_explained_by_the_mix()
    {
        var mix = Mix(2, call => call.Time >= At ? 0.3 : 0.02, call => call);
        Assert.False(mix.Changed);
        Assert.InRange(mix.Explained!.Value, 0, 0.1);
        Assert.InRange(mix.WithinP!.Value, 0, 1e-6);
    }

    [Fact]
    public void A_language_that_nobody_used_before_is_other_traffic()
    {
        var mix = Mix(
            3,
            call => call.Language == "pl" ? 0.4 : 0.02,
            call => call.Time >= At && call.Segment == "s1" ? call with { Language = "pl" } : call
        );
        Assert.True(mix.Changed);
        Assert.InRange(mix.Explained!.Value, 0.9, 1);
    }

    [Fact]
    public void Too_few_calls_are_unknown() => Assert.Null(TrafficMix.Of([], At, At, new([], []), Dimensions.Traffic).Changed);

    [Fact]
    public void One_table_of_Mantel_and_Haenszel_is_the_test_of_two_shares()
    {
        // By hand: 30 of 100 against 10 of 100, expected 20, variance 100·100·40·160/(200²·199) = 8.04; (10 − 0.5)²/8.04 = 11.225.
        Assert.Equal(0.00081, MantelHaenszel.P([(new(100, 10), new(100, 30))])!.Value, 5);
        Assert.Null(MantelHaenszel.P([(new(0, 0), new(100, 30))]));
    }

    private static MixShift Mix(int seed, Func<ObservedCall, double> risk, Func<ObservedCall, ObservedCall> with)
    {
        var calls = Weeks.Calls(seed, 100, risk, with);
        return TrafficMix.Of(calls, At, At, Sides.At(Weeks.Outcomes(calls), At, At), Dimensions.Traffic);
    }
}
