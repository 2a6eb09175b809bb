using LlmMonitor.Core.Drift.Streams;
using Xunit;

namespace LlmMonitor.Core.Tests.Drift.Streams;

public class StreamFlagTests
{
    [Fact]
    public void A_check_that_should_never_fail_rings_from_the_first_outputs_on()
    {
        var state = new StreamState();
        var alarms = Feed.All(state, Outputs(20, i => [new("dates_grounded", i is 10 or 12, Never: true)]));
        var (number, alarm) = Assert.Single(alarms);
        Assert.Equal(12, number);
        Assert.Equal("flag:dates_grounded", alarm.Detector);
        Assert.Equal(["r12", "r10"], alarm.TellingIds);
        Assert.Equal((0, 2 / 3.0, 3), alarm.Rates!.Value); // of outputs 10, 11 and 12
    }

    [Fact]
    public void A_critical_flag_waits_for_its_acknowledgement_and_stops_no_other()
    {
        var state = new StreamState();
        var alarms = Feed.All(state, Outputs(60, i => [new("a", i >= 10, Never: true), new("b", i >= 40, Never: true)]));
        Assert.Equal(["flag:a", "flag:a", "flag:b", "flag:b"], alarms.Select(pair => pair.Alarm.Detector));
        Assert.Equal([false, true, false, true], alarms.Select(pair => pair.Alarm.Critical));
        Assert.All(state.Flags, flag => Assert.True(flag.Frozen));
        Assert.False(state.IsFrozen);
        state.Acknowledge();
        Assert.All(state.Flags, flag => Assert.Equal((0, false), (flag.Value, flag.Frozen)));
    }

    [Fact]
    public void A_rate_that_is_not_zero_is_learned_and_its_rise_found()
    {
        var random = new Random(2);
        var state = new StreamState();
        var alarms = Feed.All(state, Outputs(700, i => [new("refusal", random.NextDouble() < (i < 600 ? 0.05 : 0.5))]));
        Assert.InRange(alarms[0].Number, 601, 640);
        Assert.InRange(alarms[0].Alarm.Rates!.Value.Before, 0.02, 0.08);
        Assert.InRange(alarms[0].Alarm.Rates!.Value.Since, 0.3, 1);
    }

    [Fact]
    public void Ever_new_names_share_one_place()
    {
        var state = new StreamState();
        Feed.All(state, Outputs(300, i => [new($"check{i}", false, Never: true)]));
        Assert.Equal(65, state.Flags.Count);
    }

    private static IEnumerable<StreamOutput> Outputs(int count, Func<int, StreamFlag[]> flags)
    {
        var random = new Random(1);
        return Enumerable.Range(0, count).Select(i => Feed.Output(i, random) with { Flags = flags(i) });
    }
}
