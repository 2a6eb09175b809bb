using System.Runtime.InteropServices;
using LlmMonitor.Core.Statistics;
using LlmMonitor.Core.Statistics.Sequential;

namespace LlmMonitor.Core.Drift.Streams;

/// <summary>
/// Watches one kind of text, outputs or prompts, for any change of distribution: each statistic by itself, a witness of all of them, and one of the vectors where there
/// are any. Its value is the mean over these views, so that each may be wrong without silencing another.
/// </summary>
internal sealed class DistributionWatch
{
    /// <summary>Older outputs and the ranking half of the baseline, among which the witnesses rank.</summary>
    private const int MostRanked = 600;

    /// <summary>
    /// The mean is divided by this. A p-value by itself is exact; that of a witness is exact at each look but not independent of earlier ones, since those it ranks among stay the same, nor are
    /// different statistics. Undivided the measured rate on real answers was 1.4 times what the level promises.
    /// </summary>
    private const double Caution = 2;

    /// <summary>Statistics that a text may have.</summary>
    public const int MostStatistics = 500;

    /// <summary>Vectors in either half of the baseline without which there is no view of vectors.</summary>
    private const int LeastVectors = 50;

    private readonly int _statistics;
    private readonly StatisticsView _view;
    private readonly List<Seen> _learning = [];
    private readonly List<Seen> _ranked = [];
    private readonly Queue<Seen> _left = [];
    private readonly List<Seen> _recent = [];
    private List<WitnessView> _witnesses = [];
    private bool _begun;

    /// <param name="statistics">How many there are.</param>
    /// <param name="most">Outputs of the reference.</param>
    public DistributionWatch(int statistics, int most) => (_statistics, _view) = (statistics, new StatisticsView(statistics, most));

    /// <summary>Outputs judged since the baseline.</summary>
    public long Judged { get; private set; }

    /// <summary>Each view's own value: the statistics one by one, the witness of them, the witness of vectors.</summary>
    public IReadOnlyList<double> Views => [_view.Value, .. _witnesses.Select(witness => witness.Value)];

    public double Value => Views.Average() / Caution;

    /// <summary>How many statistics each text has.</summary>
    public int Count => _statistics;

    public StatisticsView Statistics => _view;

    /// <summary>The last outputs, oldest first, each with the p-value of the witness at its arrival, null where there was none.</summary>
    public IReadOnlyList<Seen> Recent => _recent;

    public uint Since =>
        _witnesses.OrderByDescending(witness => witness.Value).FirstOrDefault() is { } witness && witness.Value > _view.Value
            ? witness.Since
            : _view.Detectors.MaxBy(detector => detector.Value)?.Since ?? 0;

    public void Learn(Seen output)
    {
        _view.Learn(output);
        // A bit of the hash that neither the reference nor the ties depend on.
        ((HashUniform.Mix(output.Hash) & 1) == 0 ? _learning : _ranked).Add(output);
    }

    /// <summary>The baseline is complete.</summary>
    public void Begin()
    {
        _begun = true;
        _witnesses = [];
        if (_learning.Count == 0)
            return;
        var map = new RankMap(_learning, _statistics);
        _witnesses.Add(new WitnessView(_learning, output => output.Row ??= map.Look(output)));
        if (Math.Min(Vectors(_learning), Vectors(_ranked)) >= LeastVectors)
            _witnesses.Add(new WitnessView(_learning, output => output.Vector ??= output.Unfold()));
    }

    public void Feed(Seen output)
    {
        _view.Feed(output);
        double? strangest = null;
        for (var i = 0; i < _witnesses.Count; i++)
            if (_witnesses[i].Feed(output, -1 - i) is { } p && !(strangest > p))
                strangest = p;
        output.Strangeness = strangest;
        _recent.Add(output);
        if (_recent.Count > WitnessView.Recent)
        {
            _left.Enqueue(_recent[0]);
            _recent.RemoveAt(0);
        }
        if (++Judged % WitnessView.Every == 0)
            LearnAnew();
    }

    public void Reset()
    {
        _view.Reset();
        _witnesses.ForEach(witness => witness.Reset());
    }

    /// <summary>What has left the recent outputs is ranked among from now on: no witness learns from it again.</summary>
    private void LearnAnew()
    {
        _ranked.AddRange(_left);
        _left.Clear();
        if (_ranked.Count > MostRanked)
        {
            _ranked.Sort((left, right) => left.Hash.CompareTo(right.Hash));
            _ranked.RemoveRange(MostRanked, _ranked.Count - MostRanked);
        }
        foreach (var witness in _witnesses)
            witness.Learn(_recent, _ranked);
    }

    public void Write(PackedWriter writer)
    {
        writer.Flag(_begun).Count(_statistics).Count(Judged);
        _view.Write(writer);
        var places = new Dictionary<Seen, int>(ReferenceEqualityComparer.Instance);
        foreach (var output in _view.Reference)
            places[output] = places.Count;
        foreach (var part in new IReadOnlyCollection<Seen>[] { _learning, _ranked, _left, _recent })
        {
            writer.Count(part.Count);
            foreach (var output in part)
                WriteShared(writer, output, places);
        }
        foreach (var output in _recent)
            writer.Text(output.Id).Real(output.Strangeness ?? -1);
        foreach (var witness in _witnesses)
            witness.Write(writer);
    }

    public static DistributionWatch Read(ref PackedReader reader, int most)
    {
        var (begun, statistics, judged) = (reader.Flag(), (int)Math.Min(reader.Count(), int.MaxValue), reader.Count());
        if (statistics > MostStatistics)
            throw reader.Fault($"{statistics} statistics are more than the {MostStatistics} of a stream");
        var view = StatisticsView.Read(ref reader, statistics, most);
        var watch = new DistributionWatch(statistics, view) { Judged = judged };
        foreach (var part in new Action<Seen>[] { watch._learning.Add, watch._ranked.Add, watch._left.Enqueue, watch._recent.Add })
            for (var left = reader.Count(); left > 0; left--)
                part(ReadShared(ref reader, view.Reference, statistics));
        foreach (var output in watch._recent)
            (output.Id, output.Strangeness) = (reader.TextOrNull(), reader.Real() is >= 0 and var p ? p : null);
        if (!begun)
            return watch;
        watch.Begin();
        foreach (var witness in watch._witnesses)
            witness.Read(ref reader, watch._ranked);
        return watch;
    }

    /// <summary>What lies in the reference is not written twice; the sketch is written here only, because only witnesses need it.</summary>
    private static void WriteShared(PackedWriter writer, Seen output, Dictionary<Seen, int> places)
    {
        if (places.TryGetValue(output, out var place))
            writer.Count(place + 1);
        else
            output.Write(writer.Count(0));
        writer.Bytes(MemoryMarshal.AsBytes((output.Sketch ?? []).AsSpan()));
    }

    private static Seen ReadShared(ref PackedReader reader, IReadOnlyList<Seen> reference, int statistics)
    {
        var place = reader.Count();
        if (place > reference.Count)
            throw reader.Fault($"output {place} of {reference.Count} is not in the reference");
        var output = place == 0 ? Seen.Read(ref reader, statistics) : reference[(int)place - 1];
        var sketch = MemoryMarshal.Cast<byte, sbyte>(reader.Bytes());
        if (sketch.Length is not (0 or Seen.SketchLength))
            throw reader.Fault($"a vector has {sketch.Length} numbers, not {Seen.SketchLength}");
        output.Sketch = sketch.Length == 0 ? null : sketch.ToArray();
        return output;
    }

    private DistributionWatch(int statistics, StatisticsView view) => (_statistics, _view) = (statistics, view);

    private static int Vectors(List<Seen> outputs) => outputs.Count(output => output.Sketch is not null);
}
