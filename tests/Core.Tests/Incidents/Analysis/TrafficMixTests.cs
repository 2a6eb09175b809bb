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

    [Theory]
    [InlineData("de", "en", true)]
    [InlineData("pl", "en", false)]
    [InlineData("pl", "pl", true)]
    [InlineData("de", "fr", null)]
    public void A_golden_set_is_representative_as_long_as_users_ask_what_it_asks(string asksNow, string holds, bool? representative)
    {
        var calls = Weeks.Calls(
            4,
            100,
            _ => 0.03,
            call => call with { Language = call.Time >= At && call.Segment == "s0" ? asksNow : "en", PromptLength = "20_to_99_words" }
        );
        var evidence = Weeks.Evidence(calls) with
        {
            Questions = [new(holds, "20_to_99_words", null), new("de", "20_to_99_words", null), new("en", "under_20_words", "order")],
        };
        if (holds == "pl")
            evidence = evidence with { Questions = [.. evidence.Questions, new("en", "20_to_99_words", null)] };
        Assert.Equal(representative, GoldenCover.Of(evidence, At, At).Representative);
        var failing = evidence with { Calls = calls.ConvertAll(call => call with { Failed = call.Time >= At }) };
        Assert.Equal(representative, IncidentAnalysis.Run(failing, 1).Golden!.Representative);
    }

    [Fact]
    public void Without_a_golden_set_or_calls_it_is_not_known_whether_one_is_representative()
    {
        var evidence = Weeks.Evidence(Weeks.Calls(5, 100, _ => 0.03));
        Assert.Null(GoldenCover.Of(evidence, At, At).Representative);
        Assert.Null(GoldenCover.Of(evidence with { Questions = [new("en", null, "order")] }, At, At).Representative);
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
