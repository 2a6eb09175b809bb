namespace LlmMonitor.Core.Statistics.TwoSample;

/// <summary>Gathers, for each labelling, how far the scores of both labels lie apart in each segment.</summary>
internal sealed class SegmentGaps(PermutationSet set, IReadOnlyList<int>? segments)
{
    private readonly int _count = segments is null ? 0 : segments.Max() + 1;

    /// <summary>By segment and row.</summary>
    public double[][] Values { get; } =
        segments is null ? [] : [.. Enumerable.Range(0, segments.Max() + 1).Select(_ => new double[set.Rows])];

    public void Put(int row, double[] scores, int[] order, bool[] current)
    {
        if (segments is null)
            return;
        Span<(double Sum, int Count)> cells = new (double, int)[2 * _count];
        for (var i = 0; i < scores.Length; i++)
        {
            ref var cell = ref cells[2 * segments[order[i]] + (current[i] ? 1 : 0)];
            cell = (cell.Sum + scores[i], cell.Count + 1);
        }
        for (var segment = 0; segment < _count; segment++)
        {
            var (baseline, now) = (cells[2 * segment], cells[2 * segment + 1]);
            if (baseline.Count > 0 && now.Count > 0)
                Values[segment][row] = now.Sum / now.Count - baseline.Sum / baseline.Count;
        }
    }
}
