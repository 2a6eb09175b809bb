using LlmMonitor.Core.Statistics;
using LlmMonitor.Core.Statistics.Sequential;

namespace LlmMonitor.Core.Drift.Streams;

/// <summary>
/// Each statistic by itself: ranked within its segment among a growing reference, an <see cref="EDetector"/> on the p-values, the mean over the statistics.
/// The reference keeps those outputs whose hashes are smallest: a uniform sample of all so far.
/// </summary>
internal sealed class StatisticsView(int statistics, int most)
{
    private readonly List<Seen> _reference = [];
    private readonly Dictionary<(ushort Segment, int Statistic), RankReference> _ranks = [];
    private readonly EDetector[] _detectors = [.. Enumerable.Range(0, statistics).Select(_ => new EDetector(Bets.AnyChange.Count))];

    public IReadOnlyList<Seen> Reference => _reference;

    public IReadOnlyList<EDetector> Detectors => _detectors;

    public double Value => _detectors.Length == 0 ? 0 : _detectors.Average(detector => detector.Value);

    /// <summary>Judges a new output, then takes it into the reference.</summary>
    public void Feed(Seen output)
    {
        for (var j = 0; j < _detectors.Length; j++)
        {
            var value = output.Values![j];
            if (!float.IsNaN(value))
                _detectors[j].Feed(Bets.AnyChange, Ranks(output.Segment, j).PValue(value, HashUniform.Of(output.Hash, j)), output.Time);
        }
        Learn(output);
    }

    /// <summary>Takes an output into the reference without judging it.</summary>
    public void Learn(Seen output)
    {
        var place = _reference.BinarySearch(output, ByHash);
        _reference.Insert(place < 0 ? ~place : place, output);
        Rank(output, (ranks, value) => ranks.Add(value));
        if (_reference.Count <= most)
            return;
        Rank(_reference[^1], (ranks, value) => ranks.Remove(value));
        _reference.RemoveAt(_reference.Count - 1);
    }

    public void Reset()
    {
        foreach (var detector in _detectors)
            detector.Reset();
    }

    public void Write(PackedWriter writer)
    {
        writer.Count(_reference.Count);
        foreach (var output in _reference)
            output.Write(writer);
        foreach (var detector in _detectors)
            detector.Write(writer);
    }

    public static StatisticsView Read(ref PackedReader reader, int statistics, int most)
    {
        var view = new StatisticsView(statistics, most);
        for (var left = reader.Count(); left > 0; left--)
            view._reference.Add(Seen.Read(ref reader));
        foreach (var segment in view._reference.GroupBy(output => output.Segment))
            for (var j = 0; j < statistics; j++)
                view.Ranks(segment.Key, j).AddRange(segment.Select(output => output.Values![j]).Where(value => !float.IsNaN(value)));
        for (var j = 0; j < statistics; j++)
            view._detectors[j].Read(ref reader);
        return view;
    }

    private static readonly Comparer<Seen> ByHash = Comparer<Seen>.Create((left, right) => left.Hash.CompareTo(right.Hash));

    private RankReference Ranks(ushort segment, int statistic)
    {
        if (!_ranks.TryGetValue((segment, statistic), out var ranks))
            _ranks[(segment, statistic)] = ranks = new RankReference();
        return ranks;
    }

    private void Rank(Seen output, Action<RankReference, float> change)
    {
        for (var j = 0; j < _detectors.Length; j++)
            if (!float.IsNaN(output.Values![j]))
                change(Ranks(output.Segment, j), output.Values[j]);
    }
}
