using LlmMonitor.Core.Statistics;
using LlmMonitor.Core.Statistics.Sequential;

namespace LlmMonitor.Core.Drift.Streams;

/// <summary>
/// All of an output together: a <see cref="RidgeWitness"/> learns what tells the last 150 outputs from the learning half of the baseline, and each new output's
/// score is ranked within its segment among the other half and older outputs, which the witness never saw. Given what it learned from, those and the new one
/// are exchangeable. What an output looks like to it must follow from that output and the learning half alone: ranks among a growing reference would carry the
/// time in their last digits, and the witness would find it (in a trial 11 of 12 healthy streams of 2,000 rang, 3 without).
/// </summary>
/// <param name="learning">The learning half.</param>
/// <param name="look">What the witness sees of an output; null where this one cannot be seen.</param>
internal sealed class WitnessView(IReadOnlyList<Seen> learning, Func<Seen, float[]?> look)
{
    /// <summary>The witness learns anew after so many outputs.</summary>
    public const int Every = 10;

    /// <summary>Outputs that it learns from as recent, and how fast they fade: after a change most of the 150 are old at first.</summary>
    public const int Recent = 150;
    private const double HalfLife = 40;

    private readonly Dictionary<ushort, RankReference> _ranks = [];
    private readonly EDetector _detector = new(Bets.Greater.Count);
    private readonly RidgeWitness _witness = new([.. learning.Select(look).OfType<float[]>()]);
    private float[]? _direction;

    public double Value => _detector.Value;

    public uint Since => _detector.Since;

    /// <returns>The p-value of the output: near 1 where it looks recent rather than like the baseline. Null where it was not judged.</returns>
    public double? Feed(Seen output, int salt)
    {
        if (_direction is null || look(output) is not { } row)
            return null;
        var score = RidgeWitness.Score(_direction, row);
        var p = Ranks(output.Segment).PValue(score, HashUniform.Of(output.Hash, salt));
        _detector.Feed(Bets.Greater, p, output.Time);
        return p;
    }

    /// <summary>Learns from the recent outputs, oldest first, and ranks the others anew.</summary>
    public void Learn(IReadOnlyList<Seen> recent, IReadOnlyList<Seen> ranked)
    {
        var (rows, weights) = (new List<float[]>(), new List<float>());
        for (var i = 0; i < recent.Count; i++)
            if (look(recent[i]) is { } row)
            {
                rows.Add(row);
                weights.Add((float)Math.Pow(0.5, (recent.Count - 1 - i) / HalfLife));
            }
        if (rows.Count < Every)
            return;
        _direction = _witness.Learn(rows, weights);
        Rank(ranked);
    }

    public void Reset() => _detector.Reset();

    public void Write(PackedWriter writer)
    {
        _detector.Write(writer);
        writer.Count(_direction?.Length ?? 0);
        foreach (var part in _direction ?? [])
            writer.Real(part);
    }

    public void Read(ref PackedReader reader, IReadOnlyList<Seen> ranked)
    {
        _detector.Read(ref reader);
        var length = reader.Count();
        if (length == 0)
            return;
        var direction = new List<float>();
        for (; length > 0; length--)
            direction.Add((float)reader.Real());
        _direction = [.. direction];
        Rank(ranked);
    }

    private void Rank(IReadOnlyList<Seen> ranked)
    {
        _ranks.Clear();
        foreach (var segment in ranked.GroupBy(output => output.Segment))
            Ranks(segment.Key).AddRange(segment.Select(look).OfType<float[]>().Select(row => RidgeWitness.Score(_direction, row)));
    }

    private RankReference Ranks(ushort segment)
    {
        if (!_ranks.TryGetValue(segment, out var ranks))
            _ranks[segment] = ranks = new RankReference();
        return ranks;
    }
}
