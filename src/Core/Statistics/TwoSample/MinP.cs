namespace LlmMonitor.Core.Statistics.TwoSample;

/// <summary>
/// p-values from the rows of a <see cref="PermutationSet"/>, and their exact combination over views: the smallest p is itself compared with the
/// smallest p of every other labelling, so that dependence between views costs nothing and needs no assumption.
/// Sources: Tippett 1931 for the smallest p; Pesarin and Salmaso, "Permutation tests for complex data" (2010), for the exact null of it.
/// </summary>
public static class MinP
{
    /// <param name="statistic">By row, the observed one first; large values speak against the null hypothesis.</param>
    /// <returns>(1 + #{others at least as large}) / (B + 1) of the observed row.</returns>
    public static double Of(ReadOnlySpan<double> statistic)
    {
        var atLeast = 0;
        foreach (var value in statistic)
            if (value >= statistic[0])
                atLeast++;
        return (double)atLeast / statistic.Length;
    }

    /// <param name="views">Statistics by row, from one set.</param>
    /// <returns>The p-value of the smallest p-value of all views.</returns>
    public static double Combine(IReadOnlyList<double[]> views)
    {
        if (views.Count == 0)
            throw new ArgumentException("There is no view to combine.", nameof(views));
        if (views.Count == 1)
            return Of(views[0]);
        var least = Shares(views[0]);
        foreach (var view in views.Skip(1))
        {
            var shares = Shares(view);
            for (var row = 0; row < least.Length; row++)
                least[row] = Math.Min(least[row], shares[row]);
        }
        return Of(Array.ConvertAll(least, share => -share));
    }

    /// <summary>For each row the share of rows that are at least as large.</summary>
    private static double[] Shares(double[] statistic)
    {
        var (sorted, shares) = ((double[])statistic.Clone(), new double[statistic.Length]);
        var rows = Enumerable.Range(0, statistic.Length).ToArray();
        Array.Sort(sorted, rows);
        for (int to = rows.Length - 1, from; to >= 0; to = from - 1)
        {
            from = to;
            while (from > 0 && sorted[from - 1] == sorted[to])
                from--;
            for (var i = from; i <= to; i++)
                shares[rows[i]] = (double)(rows.Length - from) / rows.Length;
        }
        return shares;
    }
}
