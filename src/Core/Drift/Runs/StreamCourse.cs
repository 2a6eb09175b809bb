using LlmMonitor.Core.Calls;
using LlmMonitor.Core.Drift.Streams;
using LlmMonitor.Core.Embeddings;

namespace LlmMonitor.Core.Drift;

/// <summary>One stream while a run feeds it. What it holds is changed in place and saved by the caller.</summary>
public sealed class StreamCourse(StreamStatus status, StreamState state, StreamWindow window)
{
    /// <summary>A prose endpoint has no JSON to be broken: shares near 1 can hardly rise, and are left to the other statistics.</summary>
    private static readonly int JsonValid = OutputShape.IndexOf("json_valid");
    private static readonly int Refusal = OutputShape.IndexOf("refusal");

    private readonly List<RangStream> _rang = [];
    private (DateTimeOffset At, string Id, long Fed) _last = (status.LastAt, status.LastId, 0);
    private DateTimeOffset? _first = status.NFed > 0 ? status.FirstAt : null;

    public StreamStatus Status => status;

    public StreamState State => state;

    public StreamWindow Window => window;

    /// <summary>What rang in this run, in order.</summary>
    public IReadOnlyList<RangStream> Rang => _rang;

    /// <param name="baseline">Empty where the stream's first outputs are to be its baseline.</param>
    public static StreamCourse Begin(StreamStatus status, IReadOnlyList<WindowOutput> baseline, StreamOptions options)
    {
        var window = new StreamWindow();
        foreach (var output in baseline)
            window.AddToBaseline(output);
        var state = StreamState.Begin(baseline.Select(AsStreamOutput), options, complete: baseline.Count >= Baseline.FewestOutputs);
        return new StreamCourse(status, state, window);
    }

    public void Feed(FedOutput output, OutputEmbedding? embedding, StreamOptions options)
    {
        var kept = WindowOutput.Of(output, embedding);
        if (state.IsJudging)
            window.Add(kept);
        else
            window.AddToBaseline(kept);
        var shape = OutputShape.Unpack(output.Shape.Span);
        var flags = output
            .Checks.Where(check => check.Outcome != CheckOutcome.NotApplicable)
            .Select(check => new StreamFlag(check.Name, check.Outcome == CheckOutcome.Fail, CheckKinds.ShouldNeverFail(check.Type)));
        var alarms = state.Feed(
            AsStreamOutput(kept) with
            {
                Flags = [.. flags, new("(refusal)", shape.Span[Refusal] > 0), new("(invalid_json)", shape.Span[JsonValid] == 0)],
            },
            options
        );
        _rang.AddRange(alarms.Select(alarm => new RangStream(alarm, null)));
        _first ??= output.Timestamp;
        _last = (output.Timestamp, output.RequestId, _last.Fed + 1);
    }

    /// <summary>Looks through the windows that are due.</summary>
    public void Look(double level)
    {
        if (state.IsJudging && !state.IsFrozen && WindowLooks.Take(window, level, seed: 1) is { } look)
            _rang.Add(new RangStream(null, look));
    }

    /// <summary>How the stream stands behind what was fed.</summary>
    public StreamStatus Stand(IReadOnlyList<QualityAlarm> alarms, StreamOptions options)
    {
        var flags = state.Flags.Select(flag => new FlagStatus(flag.Name, flag.Value, flag.N, double.IsNaN(flag.Rate) ? null : flag.Rate)).ToList();
        List<QualityAlarm> all = [.. alarms.Reverse(), .. status.Alarms.Select(alarm => alarm with { IsOpen = alarm.IsOpen && IsStillSeen(alarm, options) })];
        var open = all.Where(alarm => alarm.IsOpen && alarm.Rule != DriftVerdicts.PromptMix).MaxBy(alarm => (alarm.IsCritical, alarm.At));
        return status with
        {
            State = open is not null ? StreamStanding.Changed : state.IsJudging ? StreamStanding.Steady : StreamStanding.Unknown,
            Reason = open?.Summary ?? ReasonOfQuiet(options),
            Since = open?.Since,
            NFed = status.NFed + _last.Fed,
            FirstAt = _first ?? status.FirstAt,
            LastAt = _last.At,
            LastId = _last.Id,
            Value = state.IsJudging ? state.OutputValue : null,
            WarningLevel = options.WarningLevel,
            CriticalLevel = options.CriticalLevel,
            Flags = flags,
            Alarms = [.. all.Take(StreamStatus.MostAlarms)],
            BaselineMedians = status.BaselineMedians.Count > 0 || !state.IsJudging ? status.BaselineMedians : Medians(),
        };
    }

    private string ReasonOfQuiet(StreamOptions options) =>
        state.IsJudging
            ? $"The last {state.Judged} outputs are like the baseline of {state.BaselineCount}, as far as their form and words tell (evidence {state.OutputValue:0.#} of {options.WarningLevel:0})."
            : $"Too few outputs: {state.BaselineCount} of the {options.BaselineOutputs} that make a baseline.";

    /// <summary>An alarm that froze the stream waits for people; a warning ends when its evidence is nearly gone.</summary>
    private bool IsStillSeen(QualityAlarm alarm, StreamOptions options)
    {
        if (alarm.IsCritical)
            return true;
        var value = alarm.Rule switch
        {
            DriftVerdicts.CheckFailures => state.Flags.FirstOrDefault(flag => flag.Name == alarm.Check).Value,
            DriftVerdicts.PromptMix => state.PromptValue,
            _ => state.OutputValue,
        };
        return value > options.WarningLevel / 10;
    }

    private Dictionary<string, double> Medians()
    {
        var sketches = new ShapeSketches();
        foreach (var output in window.Baseline)
            sketches.Add(OutputShape.Unpack(output.Shape));
        return OutputShape
            .Statistics.Select((statistic, i) => (statistic.Name, Median: sketches.Sketches[i].Quantile(0.5)))
            .Where(one => one.Median is not null)
            .ToDictionary(one => one.Name, one => one.Median!.Value, StringComparer.Ordinal);
    }

    private static StreamOutput AsStreamOutput(WindowOutput output) =>
        new(
            output.Id,
            output.Time,
            [.. OutputShape.Unpack(output.Shape).Values],
            output.Vector is null ? null : PackedVector.Unpack(output.Vector),
            []
        )
        {
            Segment = output.Segment,
            PromptStatistics = output.PromptShape is null ? null : [.. OutputShape.Unpack(output.PromptShape).Values],
        };
}

/// <summary>What rang: a detector, or a look through a window. One of the two is null.</summary>
public sealed record RangStream(StreamAlarm? Alarm, WindowLook? Look);
