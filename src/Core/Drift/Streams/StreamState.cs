using System.IO.Compression;
using System.IO.Hashing;
using System.Runtime.InteropServices;
using LlmMonitor.Core.Statistics;

namespace LlmMonitor.Core.Drift.Streams;

/// <summary>
/// All that is known of one stream of outputs (an endpoint, model and prompt version): its baseline, its detectors, whether it is frozen. Fed in the order of
/// (time, id); the same outputs in the same order give the same bytes. Not thread-safe.
/// </summary>
public sealed class StreamState
{
    private const byte Version = 1;

    /// <summary>Segments and flags beyond these share one: a stream stays bounded whatever is sent.</summary>
    private const int MostNames = 64;

    /// <summary>
    /// From this value of the prompts' detector on a change of outputs is put down to them. A first choice: with it 74 of 80 pure mix
    /// shifts were named and no model was accused; how often it excuses a model that did change was not measured.
    /// </summary>
    private const double PromptDoubt = 50;
    private const string Other = "(other)";

    private readonly List<string> _segments = [];
    private readonly SortedDictionary<string, FlagWatch> _flags = new(StringComparer.Ordinal);
    private DistributionWatch? _outputs;
    private DistributionWatch? _prompts;
    private bool _warned;
    private bool _promptsWarned;
    private bool _promptsRang;

    /// <summary>Outputs of the baseline so far.</summary>
    public long BaselineCount { get; private set; }

    /// <summary>The baseline is complete. Before, nothing can be said of outputs: unknown, too few.</summary>
    public bool IsJudging { get; private set; }

    /// <summary>After a critical alarm outputs are counted and neither judged nor learned, until <see cref="Acknowledge"/>; a new baseline is a new state.</summary>
    public bool IsFrozen { get; private set; }

    public long CountedWhileFrozen { get; private set; }

    /// <summary>Outputs judged since the baseline.</summary>
    public long Judged => _outputs?.Judged ?? 0;

    /// <summary>The e-detector of outputs, to be held against the levels; that of prompts; NaN before there is one.</summary>
    public double OutputValue => _outputs?.Value ?? double.NaN;

    /// <summary>What it is the mean of: each statistic by itself, the witness of all of them, the witness of vectors where there are any.</summary>
    public IReadOnlyList<double> OutputViews => _outputs?.Views ?? [];

    public double PromptValue => _prompts?.Value ?? double.NaN;

    /// <summary>Every flag's e-detector, its outcomes, its failure rate, and whether it waits for an acknowledgement.</summary>
    public IReadOnlyList<(string Name, double Value, long N, double Rate, bool Frozen)> Flags =>
        [.. _flags.Select(pair => (pair.Key, pair.Value.Value, pair.Value.N, pair.Value.Rate, pair.Value.Frozen))];

    /// <summary>A stream whose baseline is given, as far as it goes: it judges at once where it has <see cref="StreamSettings.BaselineOutputs"/>, or as many as were asked for.</summary>
    /// <param name="complete">The baseline is all there will be; at least 100, or it goes on learning.</param>
    public static StreamState Begin(IEnumerable<StreamOutput> baseline, StreamSettings options, bool complete = true)
    {
        ArgumentNullException.ThrowIfNull(baseline);
        var state = new StreamState();
        foreach (var output in baseline)
            state.Feed(output, options with { BaselineOutputs = int.MaxValue });
        if (complete && state.BaselineCount >= 100)
            state.BeginJudging();
        return state;
    }

    /// <summary>Takes the next output.</summary>
    /// <returns>What rang at this output: a warning once until the value has fallen to a tenth of its level, a critical alarm once until acknowledged.</returns>
    public IReadOnlyList<StreamAlarm> Feed(StreamOutput output, StreamSettings options)
    {
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(options);
        _outputs ??= new DistributionWatch(output.Statistics.Count, options.ReferenceOutputs);
        var seen = SeenOf(output, output.Statistics, output.Embedding, _outputs.Count);
        var alarms = new List<StreamAlarm>();
        foreach (var flag in output.Flags)
            FeedFlag(flag, seen, output, options, alarms);
        if (IsFrozen)
        {
            CountedWhileFrozen++;
            return alarms;
        }
        if (output.PromptStatistics is { Count: > 0 } prompt)
        {
            _prompts ??= IsJudging ? null : new DistributionWatch(prompt.Count, options.ReferenceOutputs / 2);
            if (_prompts is not null)
                Take(_prompts, SeenOf(output, prompt, null, _prompts.Count));
        }
        Take(_outputs, seen);
        if (!IsJudging)
        {
            if (++BaselineCount >= options.BaselineOutputs)
                BeginJudging();
            return alarms;
        }
        RingPrompts(output, options, alarms);
        RingOutputs(output, options, alarms);
        return alarms;
    }

    /// <summary>The alarms are known: evidence starts from nothing, against the same baseline. What changed for good will ring again; a new baseline accepts it.</summary>
    public void Acknowledge()
    {
        (IsFrozen, CountedWhileFrozen, _warned, _promptsWarned, _promptsRang) = (false, 0, false, false, false);
        _outputs?.Reset();
        _prompts?.Reset();
        foreach (var flag in _flags.Values)
            flag.Acknowledge();
    }

    /// <summary>Version, then a Brotli stream of the rest.</summary>
    public byte[] ToBytes()
    {
        var writer = new PackedWriter().Count(BaselineCount).Flag(IsJudging).Flag(IsFrozen).Count(CountedWhileFrozen);
        writer.Flag(_warned).Flag(_promptsWarned).Flag(_promptsRang).Count(_segments.Count);
        foreach (var segment in _segments)
            writer.Text(segment);
        writer.Count(_flags.Count);
        foreach (var (name, flag) in _flags)
            flag.Write(writer.Text(name));
        foreach (var watch in new[] { _outputs, _prompts })
        {
            writer.Flag(watch is not null);
            watch?.Write(writer);
        }
        using var packed = new MemoryStream();
        packed.WriteByte(Version);
        using (var brotli = new BrotliStream(packed, CompressionLevel.Fastest))
            brotli.Write(writer.ToArray());
        return packed.ToArray();
    }

    /// <exception cref="FormatException">The bytes are no such state, or of a version that this program does not know.</exception>
    public static StreamState FromBytes(ReadOnlySpan<byte> bytes, StreamSettings options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (bytes is not [Version, ..])
            throw new FormatException(
                $"These {bytes.Length} bytes are not the state of a stream in version {Version}. Rebuild it from its calls."
            );
        using var unpacked = new MemoryStream();
        try
        {
            using var brotli = new BrotliStream(new MemoryStream(bytes[1..].ToArray()), CompressionMode.Decompress);
            brotli.CopyTo(unpacked);
        }
        catch (InvalidOperationException broken)
        {
            throw new FormatException("The state of a stream cannot be unpacked. Rebuild it from its calls.", broken);
        }
        var reader = new PackedReader(unpacked.ToArray(), "the state of a stream");
        var state = new StreamState
        {
            BaselineCount = reader.Count(),
            IsJudging = reader.Flag(),
            IsFrozen = reader.Flag(),
            CountedWhileFrozen = reader.Count(),
            _warned = reader.Flag(),
            _promptsWarned = reader.Flag(),
            _promptsRang = reader.Flag(),
        };
        for (var left = reader.Count(); left > 0; left--)
            state._segments.Add(reader.Text());
        for (var left = reader.Count(); left > 0; left--)
            state._flags[reader.Text()] = FlagWatch.Read(ref reader, options.NeverRate);
        state._outputs = reader.Flag() ? DistributionWatch.Read(ref reader, options.ReferenceOutputs) : null;
        state._prompts = reader.Flag() ? DistributionWatch.Read(ref reader, options.ReferenceOutputs / 2) : null;
        reader.End();
        return state;
    }

    private void BeginJudging()
    {
        IsJudging = true;
        _outputs?.Begin();
        _prompts?.Begin();
    }

    private void Take(DistributionWatch watch, Seen seen)
    {
        if (IsJudging)
            watch.Feed(seen);
        else
            watch.Learn(seen);
    }

    private void FeedFlag(StreamFlag flag, Seen seen, StreamOutput output, StreamSettings options, List<StreamAlarm> alarms)
    {
        var name = _flags.ContainsKey(flag.Name) || _flags.Count < MostNames ? flag.Name : Other;
        if (!_flags.TryGetValue(name, out var watch))
            _flags[name] = watch = new FlagWatch(options.NeverRate);
        watch.Feed(flag, seen, !IsJudging);
        // Chance breaks the ties of successes too: only a failure may ring, which makes false alarms rarer still.
        if (watch.Frozen || !flag.Failed || !Ring(watch.Value, watch.Warned, options, out var critical))
        {
            watch.Warned &= watch.Value > options.WarningLevel / 10;
            return;
        }
        (watch.Warned, watch.Frozen) = (true, critical);
        alarms.Add(Alarms.OfFlag(name, watch, output, critical, LevelOf(critical, options)));
    }

    private void RingPrompts(StreamOutput output, StreamSettings options, List<StreamAlarm> alarms)
    {
        if (_prompts is null || !Ring(_prompts.Value, _promptsWarned, options, out _))
        {
            _promptsWarned &= PromptValue > options.WarningLevel / 10;
            return;
        }
        if (!_promptsWarned)
            alarms.Add(Alarms.OfTexts("prompts", "mix", _prompts, output, critical: false, options.WarningLevel));
        (_promptsWarned, _promptsRang) = (true, true);
    }

    private void RingOutputs(StreamOutput output, StreamSettings options, List<StreamAlarm> alarms)
    {
        if (!Ring(_outputs!.Value, _warned, options, out var critical))
        {
            _warned &= _outputs.Value > options.WarningLevel / 10;
            return;
        }
        // Outputs follow their prompts: while those have changed, or changed more, a change of outputs accuses no model.
        var mix = _promptsRang || PromptValue > Math.Min(PromptDoubt, _outputs.Value);
        if (!(_warned && mix))
            alarms.Add(
                Alarms.OfTexts("outputs", mix ? "mix" : "model", _outputs, output, critical && !mix, LevelOf(critical && !mix, options))
            );
        _warned = true;
        IsFrozen = critical && !mix;
    }

    /// <summary>A warning that was given rings no second time; a critical alarm does, once.</summary>
    private static bool Ring(double value, bool warned, StreamSettings options, out bool critical)
    {
        critical = value >= options.CriticalLevel;
        return critical || (!warned && value >= options.WarningLevel);
    }

    private static double LevelOf(bool critical, StreamSettings options) => critical ? options.CriticalLevel : options.WarningLevel;

    private Seen SeenOf(StreamOutput output, IReadOnlyList<float> statistics, IReadOnlyList<float>? vector, int count) =>
        new()
        {
            Id = output.Id,
            Hash = XxHash3.HashToUInt64(MemoryMarshal.AsBytes(output.Id.AsSpan()), 0x73747265616D),
            Segment = SegmentOf(output.Segment),
            Time = (uint)Math.Clamp(output.Time.ToUnixTimeSeconds(), 0, uint.MaxValue),
            Values = Seen.Rounded(statistics, count),
            Sketch = Seen.SketchOf(vector),
        };

    private ushort SegmentOf(string? segment)
    {
        if (segment is null)
            return 0;
        var place = _segments.IndexOf(segment);
        if (place < 0 && _segments.Count < MostNames)
        {
            _segments.Add(segment);
            place = _segments.Count - 1;
        }
        return place < 0 ? (ushort)(MostNames + 1) : (ushort)(place + 1);
    }
}
