namespace LlmMonitor.Core.Statistics.TwoSample;

/// <summary>
/// Whether two samples came from one source: by a held-out linear classifier (<see cref="RidgeTwoSample"/>) and by kernels
/// (<see cref="KernelTwoSample"/>) over one set of labellings, combined exactly (<see cref="MinP"/>), with what is needed to explain it.
/// P is exact for every sample size: where nothing changed, P ≤ α happens with probability at most α.
/// </summary>
public static class TwoSampleTest
{
    private const int FirstDraws = 999;

    /// <summary>How many of the first draws may reach the observed one before it is not worth drawing more: far from any small p.</summary>
    private const int Hopeless = 10;

    private const int Growth = 20;
    private const int LeastInSegment = 5;

    private static readonly double[] EmbeddingBandwidths = [0.25, 1, 4];
    private static readonly double[] StatisticBandwidths = [0.25, 1];

    /// <summary>Two samples of different occasions. Labels are exchanged within segments.</summary>
    public static TwoSampleResult Run(IReadOnlyList<Sample> baseline, IReadOnlyList<Sample> current, TwoSampleSettings settings)
    {
        if (Math.Min(baseline.Count, current.Count) < settings.LeastSamples)
            return TwoSampleResult.Nothing(
                $"There are {baseline.Count} samples before and {current.Count} now; at least {settings.LeastSamples} of each are needed."
            );
        Sample[] pooled = [.. baseline, .. current];
        var (names, segments) = Number(pooled);
        if (PermutationSet.Log2OfLabellings(baseline.Count, current.Count, segments) < Math.Log2(5 / settings.RequiredP))
            return TwoSampleResult.Nothing(
                $"The two samples share too few segments: within them labels can be exchanged in too few ways for p = {settings.RequiredP}."
            );
        return Run(pooled, names, segments, segments, draws => PermutationSet.Unpaired(baseline.Count, current.Count, draws, settings.Seed, segments), settings);
    }

    /// <summary>Sample i of both lists answers the same question. Labels are swapped within pairs, which makes the test twice as sharp.</summary>
    /// <exception cref="ArgumentException">The lists differ in length.</exception>
    public static TwoSampleResult RunPaired(IReadOnlyList<Sample> baseline, IReadOnlyList<Sample> current, TwoSampleSettings settings)
    {
        if (baseline.Count != current.Count)
            throw new ArgumentException($"There are {baseline.Count} samples before and {current.Count} now. Pairs need as many.", nameof(current));
        if (baseline.Count < settings.LeastSamples)
            return TwoSampleResult.Nothing($"There are {baseline.Count} pairs; at least {settings.LeastSamples} are needed.");
        Sample[] pooled = [.. baseline, .. current];
        var (names, segments) = Number(pooled);
        int[] pairs = [.. Enumerable.Range(0, pooled.Length).Select(i => i % baseline.Count)];
        return Run(pooled, names, segments, pairs, draws => PermutationSet.Paired(baseline.Count, draws, settings.Seed), settings);
    }

    private static TwoSampleResult Run(
        Sample[] pooled,
        string[] names,
        int[] segments,
        int[] groups,
        Func<int, PermutationSet> draw,
        TwoSampleSettings settings
    )
    {
        var ranks = RankColumns.Of([.. pooled.Select(sample => sample.Statistics)], groups);
        var embeddings = Embeddings(pooled, groups);
        for (var draws = FirstDraws; ; draws = Math.Min(Growth * draws, Needed(settings)))
        {
            var set = draw(draws);
            var ridge = RidgeTwoSample.Run(ranks, set, settings.Seed, names.Length > 1 ? segments : null);
            var kernels = KernelTwoSample.Discrepancies(ranks, set, StatisticBandwidths, settings.Seed).AsEnumerable();
            if (embeddings is not null)
                kernels = kernels.Concat(KernelTwoSample.Discrepancies(embeddings, set, EmbeddingBandwidths, settings.Seed));
            var kernel = KernelTwoSample.Largest(kernels);
            var p = MinP.Combine([ridge.Statistic, kernel]);
            if (draws < Needed(settings) && p * set.Rows < Hopeless)
                continue;
            return new(
                p,
                null,
                draws,
                [new("ridge", MinP.Of(ridge.Statistic)), new("kernel", MinP.Of(kernel))],
                Shifts(pooled, ranks, groups, draws > FirstDraws ? draw(FirstDraws) : set),
                ridge.Witness,
                Segments(names, segments, ridge.SegmentGaps, set)
            );
        }
    }

    /// <summary>5/p: with fewer, chance in the draws decides on which side of the limit p falls.</summary>
    private static int Needed(TwoSampleSettings settings) => (int)Math.Ceiling(5 / settings.RequiredP);

    private static float[][]? Embeddings(Sample[] pooled, int[] groups)
    {
        if (pooled.Any(sample => sample.Embedding is null))
            return null;
        float[][] points = [.. pooled.Select(sample => (float[])sample.Embedding!.Clone())];
        RankColumns.Centre(points, groups);
        return points;
    }

    private static StatisticShift[] Shifts(Sample[] pooled, float[][] ranks, int[] groups, PermutationSet set)
    {
        var count = pooled[0].Statistics.Length;
        var moved = Enumerable.Range(0, count).Select(j => set.SumsOfCurrent([.. ranks.Select(row => (double)row[2 * j])])).Select(Standardised).ToArray();
        var adjusted = WestfallYoung.Adjusted(moved);
        return
        [
            .. Enumerable
                .Range(0, count)
                .OrderBy(j => adjusted[j])
                .ThenByDescending(j => moved[j][0])
                .Select(j =>
                {
                    float[] values = [.. pooled.Select(sample => sample.Statistics[j])];
                    return new StatisticShift(
                        j,
                        adjusted[j],
                        Mean(values.AsSpan(0, set.Baseline)),
                        Mean(values.AsSpan(set.Baseline)),
                        CliffsDelta.Of(values, set.Baseline, groups)
                    );
                }),
        ];
    }

    private static SegmentShift[] Segments(string[] names, int[] segments, double[][] gaps, PermutationSet set)
    {
        var sizes = Enumerable
            .Range(0, names.Length)
            .Select(s => (Before: segments.Take(set.Baseline).Count(other => other == s), Now: segments.Skip(set.Baseline).Count(other => other == s)))
            .ToArray();
        var shown = Enumerable.Range(0, gaps.Length).Where(s => Math.Min(sizes[s].Before, sizes[s].Now) >= LeastInSegment).ToArray();
        var adjusted = WestfallYoung.Adjusted([.. shown.Select(s => KernelTwoSample.Largest([gaps[s]]))]);
        return
        [
            .. shown
                .Select((s, i) => new SegmentShift(names[s], sizes[s].Before, sizes[s].Now, adjusted[i], gaps[s][0]))
                .OrderBy(segment => segment.P)
                .ThenByDescending(segment => segment.Gap),
        ];
    }

    /// <summary>|sum| in standard deviations of the labellings; sums of centred ranks have mean 0.</summary>
    private static double[] Standardised(double[] sums)
    {
        var deviation = Math.Sqrt(sums.Average(sum => sum * sum));
        return Array.ConvertAll(sums, sum => deviation > 0 ? Math.Abs(sum) / deviation : 0);
    }

    private static double Mean(ReadOnlySpan<float> values)
    {
        double sum = 0;
        var count = 0;
        foreach (var value in values)
            if (!float.IsNaN(value))
            {
                sum += value;
                count++;
            }
        return count > 0 ? sum / count : double.NaN;
    }

    private static (string[] Names, int[] Segments) Number(Sample[] pooled)
    {
        var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
        int[] segments = [.. pooled.Select(sample => numbers.TryGetValue(sample.Segment ?? "", out var known) ? known : numbers[sample.Segment ?? ""] = numbers.Count)];
        return ([.. numbers.Keys], segments);
    }
}
