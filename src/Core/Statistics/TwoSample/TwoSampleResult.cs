namespace LlmMonitor.Core.Statistics.TwoSample;

/// <param name="Statistics">The same statistics in the same order for every sample. NaN where one has no value.</param>
/// <param name="Embedding">A vector of the same embedder and dimension for every sample; one sample without leaves embeddings out of the test.</param>
/// <param name="Segment">What is known to differ without being a change (template, language, tenant, origin). Samples without one are one segment.</param>
public sealed record Sample(float[] Statistics, float[]? Embedding = null, string? Segment = null);

/// <param name="RequiredP">The p that would be acted upon. Labellings are drawn until there are at least 5/p.</param>
/// <param name="Seed">The same seed and samples give the same result.</param>
/// <param name="LeastSamples">On each side; for pairs, the pairs. With fewer nothing is said.</param>
public sealed record TwoSampleSettings(double RequiredP = 0.01, ulong Seed = 1, int LeastSamples = 20);

/// <param name="P">Of this view alone, not adjusted for the other views.</param>
public sealed record ViewP(string View, double P);

/// <param name="Index">Of the statistic in <see cref="Sample.Statistics"/>.</param>
/// <param name="P">Step-down adjusted (<see cref="WestfallYoung"/>): of all with P ≤ α none is false, with probability 1 − α.</param>
/// <param name="Effect">Null where no segment holds both kinds.</param>
public sealed record StatisticShift(int Index, double P, double BaselineMean, double CurrentMean, Effect? Effect);

/// <param name="P">Step-down adjusted over the segments shown.</param>
/// <param name="Gap">Between the mean witness scores, in standard deviations.</param>
public sealed record SegmentShift(string Segment, int Baseline, int Current, double P, double Gap);

/// <param name="P">That all labels are exchangeable (within segments or pairs). Null where nothing can be said: see <paramref name="Unknown"/>.</param>
/// <param name="Unknown">Why nothing can be said, as a sentence; null where P is given.</param>
/// <param name="Draws">Labellings that P comes from, beside the observed one.</param>
/// <param name="Statistics">By adjusted p, the clearest first.</param>
/// <param name="Witness">For each pooled sample, baseline first, a held-out score: the larger, the more it looks like the current ones.</param>
/// <param name="Segments">Those with at least five samples on both sides, the clearest first; empty where there is one segment only.</param>
public sealed record TwoSampleResult(
    double? P,
    string? Unknown,
    int Draws,
    IReadOnlyList<ViewP> Views,
    IReadOnlyList<StatisticShift> Statistics,
    IReadOnlyList<double> Witness,
    IReadOnlyList<SegmentShift> Segments
)
{
    internal static TwoSampleResult Nothing(string reason) => new(null, reason, 0, [], [], [], []);
}
