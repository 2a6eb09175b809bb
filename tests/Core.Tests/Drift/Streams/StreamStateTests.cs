using LlmMonitor.Core.Drift;
using LlmMonitor.Core.Drift.Streams;
using LlmMonitor.Core.Statistics;
using Xunit;

namespace LlmMonitor.Core.Tests.Drift.Streams;

public class StreamStateTests
{
    [Fact]
    public void Before_its_baseline_a_stream_says_nothing()
    {
        var state = new StreamState();
        Assert.Empty(Feed.All(state, Feed.Stream(1, 100, 99, shift: 1)));
        Assert.False(state.IsJudging);
        Assert.Equal(199, state.BaselineCount);
    }

    [Fact]
    public void A_baseline_that_is_given_is_judged_against_at_once()
    {
        var state = StreamState.Begin(Feed.Stream(1, 150, 0), Feed.Options);
        Assert.True(state.IsJudging);
        var alarms = Feed.All(state, Feed.Stream(2, 0, 100, shift: 0.5));
        Assert.NotEmpty(alarms);
    }

    [Fact]
    public void A_change_is_found_explained_and_dated()
    {
        var alarms = Feed.All(new StreamState(), Feed.Stream(1, 400, 200, shift: 0.4));
        var (number, alarm) = alarms.First(pair => pair.Alarm.Detector == "outputs");
        Assert.InRange(number, 401, 470);
        Assert.Equal("model", alarm.Cause);
        Assert.False(alarm.Critical);
        Assert.Contains(alarm.Moved[0].Index, new[] { 0, 1, 3 });
        Assert.True(alarm.Moved[0].MeanSince > alarm.Moved[0].MeanBefore);
        Assert.InRange(alarm.Moved[0].Shift, 0.6, 1);
        Assert.InRange((alarm.Since - Feed.At(400)).TotalMinutes, -40, 40);
        Assert.NotEmpty(alarm.TellingIds);
        Assert.Equal(10_000, alarm.Level);
    }

    [Fact]
    public void After_a_critical_alarm_it_counts_until_it_is_acknowledged()
    {
        var state = new StreamState();
        var alarms = Feed.All(state, Feed.Stream(1, 400, 200, shift: 0.6));
        Assert.Equal([false, true], alarms.Select(pair => pair.Alarm.Critical));
        Assert.True(state.IsFrozen);
        Assert.Equal(600 - 1 - alarms[1].Number, state.CountedWhileFrozen);
        state.Acknowledge();
        Assert.False(state.IsFrozen);
        Assert.NotEmpty(Feed.All(state, Feed.Stream(9, 0, 100, shift: 0.6)));
    }

    [Fact]
    public void A_replay_gives_the_same_bytes_also_when_it_was_put_away_in_between()
    {
        var outputs = Feed.Stream(4, 500, 30, shift: 0.3);
        var (whole, parted) = (new StreamState(), new StreamState());
        Feed.All(whole, outputs);
        foreach (var part in outputs.Chunk(83))
        {
            Feed.All(parted, part);
            parted = StreamState.FromBytes(parted.ToBytes(), Feed.Options);
        }
        Assert.Equal(whole.ToBytes(), parted.ToBytes());
        Assert.Equal(whole.OutputValue, parted.OutputValue);
    }

    [Fact]
    public void Bytes_of_something_else_are_refused_with_a_sentence()
    {
        Assert.Throws<FormatException>(() => StreamState.FromBytes([], Feed.Options));
        Assert.Throws<FormatException>(() => StreamState.FromBytes([9, 1, 2], Feed.Options));
        var bytes = new StreamState().ToBytes();
        Assert.Throws<FormatException>(() => StreamState.FromBytes(bytes.AsSpan(0, bytes.Length - 2), Feed.Options));
    }

    [Fact]
    public void Where_the_prompts_changed_no_model_is_accused()
    {
        var alarms = Feed.All(new StreamState(), Feed.Stream(1, 400, 200, promptShift: 0.8));
        Assert.Contains(alarms, pair => pair.Alarm.Detector == "prompts");
        Assert.DoesNotContain(alarms, pair => pair.Alarm.Cause == "model");
        Assert.DoesNotContain(alarms, pair => pair.Alarm.Critical);
    }

    [Fact]
    public void A_shift_between_known_segments_does_not_ring()
    {
        var random = new Random(5);
        var outputs = Enumerable
            .Range(0, 900)
            .Select(i =>
            {
                var isLong = random.NextDouble() < (i < 500 ? 0.2 : 0.8);
                return Feed.Output(i, random, isLong ? 1 : 0, segment: isLong ? "long" : "short");
            });
        Assert.Empty(Feed.All(new StreamState(), outputs));
    }

    [Fact]
    public void Healthy_streams_ring_no_more_often_than_their_level_says()
    {
        var options = Feed.Options with { WarningLevel = 1000, CriticalLevel = 1e12 };
        var alarms = Enumerable
            .Range(0, 20)
            .Sum(run =>
                Feed.All(new StreamState(), Feed.Stream(100 + run, 800, 0), options).Count(pair => pair.Alarm.Detector == "outputs")
            );
        Assert.InRange(BinomialInterval.ClopperPearson(alarms, 20 * 600, 0.98).Low, 0, 1e-3);
    }

    [Fact]
    public void A_stream_of_long_outputs_with_vectors_stays_small()
    {
        var random = new Random(1);
        var state = new StreamState();
        for (var i = 0; i < 2050; i++)
        {
            var values = Enumerable.Range(0, StreamStatistics.Names.Count).Select(_ => (float)random.NextDouble()).ToArray();
            var vector = Enumerable.Range(0, 512).Select(_ => (float)random.NextDouble() - 0.5f).ToArray();
            var output = new StreamOutput($"{Guid(random)}", Feed.At(i), values, vector, []) { PromptStatistics = values };
            state.Feed(output, Feed.Options with { WarningLevel = 1e12, CriticalLevel = 1e12 });
        }
        // Random numbers do not pack: this is the worst case.
        Assert.InRange(state.ToBytes().Length, 1, 900_000);
    }

    [Fact]
    public void A_shape_is_fed_by_name()
    {
        var values = StreamStatistics.Of(OutputShape.Of("Sure, here are two points:\n- one\n- two"));
        Assert.Equal(StreamStatistics.Names.Count, values.Length);
        Assert.Equal(2, values[StreamStatistics.Names.ToList().IndexOf("bullets")]);
        Assert.Equal(1, values[StreamStatistics.Names.ToList().IndexOf("opener_agreement")]);
    }

    private static string Guid(Random random) => $"{random.NextInt64():x16}{random.NextInt64():x16}";
}
