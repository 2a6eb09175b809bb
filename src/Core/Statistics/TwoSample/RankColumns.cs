namespace LlmMonitor.Core.Statistics.TwoSample;

/// <summary>
/// Statistics of samples made comparable: for each statistic its mid-rank r in the pooled sample, from 0 to 1, and |r − ½|, which sees a change of
/// spread. Ranks bound what one odd sample can do and make the result the same under every growing transformation of a statistic.
/// </summary>
public static class RankColumns
{
    /// <param name="statistics">Of the pooled sample. NaN ranks below every number.</param>
    /// <param name="groups">The segment or pair of each sample, whose own mean is taken off; null for one group.</param>
    /// <returns>A row of 2 × statistics columns for each sample; a column has mean 0 and variance 1, or is 0 where all samples are the same.</returns>
    public static float[][] Of(IReadOnlyList<float[]> statistics, IReadOnlyList<int>? groups)
    {
        var (size, count) = (statistics.Count, statistics[0].Length);
        var rows = new float[size][];
        for (var i = 0; i < size; i++)
            rows[i] = statistics[i].Length == count ? new float[2 * count] : throw Uneven(i, statistics[i].Length, count);
        for (var j = 0; j < count; j++)
        {
            var ranks = MidRanks([.. statistics.Select(row => row[j])]);
            for (var i = 0; i < size; i++)
                (rows[i][2 * j], rows[i][2 * j + 1]) = ((float)ranks[i], MathF.Abs((float)ranks[i] - 0.5f));
        }
        Centre(rows, groups);
        for (var j = 0; j < 2 * count; j++)
            Scale(rows, j);
        return rows;
    }

    /// <summary>Takes from each point the mean of its group.</summary>
    public static void Centre(float[][] rows, IReadOnlyList<int>? groups)
    {
        foreach (var group in Enumerable.Range(0, rows.Length).GroupBy(i => groups?[i] ?? 0))
        {
            var members = group.ToArray();
            var mean = new double[rows[0].Length];
            foreach (var i in members)
                for (var j = 0; j < mean.Length; j++)
                    mean[j] += rows[i][j] / (double)members.Length;
            foreach (var i in members)
                for (var j = 0; j < mean.Length; j++)
                    rows[i][j] = (float)(rows[i][j] - mean[j]);
        }
    }

    /// <summary>(rank − ½) / n, where equal values share the mean of their ranks: strictly between 0 and 1, ½ in the middle.</summary>
    public static double[] MidRanks(float[] values)
    {
        var (sorted, order, ranks) = ((float[])values.Clone(), Enumerable.Range(0, values.Length).ToArray(), new double[values.Length]);
        Array.Sort(sorted, order);
        for (int from = 0, to; from < order.Length; from = to)
        {
            for (to = from + 1; to < order.Length && sorted[to].Equals(sorted[from]); to++) { }
            for (var i = from; i < to; i++)
                ranks[order[i]] = (from + to) / 2.0 / order.Length;
        }
        return ranks;
    }

    private static void Scale(float[][] rows, int column)
    {
        var deviation = Math.Sqrt(rows.Average(row => (double)row[column] * row[column]));
        foreach (var row in rows)
            row[column] = deviation > 1e-6 ? (float)(row[column] / deviation) : 0;
    }

    private static ArgumentException Uneven(int i, int length, int count) =>
        new($"Sample {i} has {length} statistics, the first has {count}. All must have the same.");
}
