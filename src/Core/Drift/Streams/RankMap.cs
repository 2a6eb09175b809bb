using LlmMonitor.Core.Statistics.Sequential;

namespace LlmMonitor.Core.Drift.Streams;

/// <summary>
/// What a witness sees of statistics: for each its rank among the learning half, and how far that is from the middle, both about as wide as a standard normal.
/// Ranks make counts, shares and flags comparable and tame long texts; the distance shows a change of spread.
/// </summary>
internal sealed class RankMap
{
    /// <summary>Segments with fewer in the learning half are ranked among all: the map must be fixed, not good.</summary>
    private const int LeastOfSegment = 20;

    private static readonly float Width = MathF.Sqrt(12);
    private readonly Dictionary<ushort, RankReference[]> _segments;
    private readonly RankReference[] _all;

    public RankMap(IReadOnlyList<Seen> learning, int statistics)
    {
        _all = Ranks(learning, statistics);
        _segments = learning
            .GroupBy(output => output.Segment)
            .Where(segment => segment.Count() >= LeastOfSegment)
            .ToDictionary(segment => segment.Key, segment => Ranks([.. segment], statistics));
    }

    public float[] Look(Seen output)
    {
        var ranks = _segments.GetValueOrDefault(output.Segment, _all);
        var row = new float[2 * ranks.Length];
        for (var j = 0; j < ranks.Length; j++)
        {
            var value = output.Values![j];
            if (float.IsNaN(value) || ranks[j].Count == 0)
                continue;
            var middle = (float)ranks[j].OwnRank(value) - 0.5f;
            row[j] = middle * Width;
            row[ranks.Length + j] = (MathF.Abs(middle) - 0.25f) * 2 * Width;
        }
        return row;
    }

    private static RankReference[] Ranks(IReadOnlyList<Seen> outputs, int statistics)
    {
        var ranks = new RankReference[statistics];
        for (var j = 0; j < statistics; j++)
        {
            ranks[j] = new RankReference();
            ranks[j].AddRange(outputs.Select(output => output.Values![j]).Where(value => !float.IsNaN(value)));
        }
        return ranks;
    }
}
