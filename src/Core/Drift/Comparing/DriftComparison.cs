using LlmMonitor.Core.Embeddings;
using LlmMonitor.Core.Statistics.TwoSample;

namespace LlmMonitor.Core.Drift;

/// <summary>
/// Compares two sets of outputs that somebody has at hand. Outputs that answer the same prompts are compared in pairs; others within their
/// segments. Whether the prompts themselves changed is tested apart, for other questions get other answers from the same model.
/// </summary>
public static class DriftComparison
{
    public const double DefaultAlpha = 0.01;

    /// <summary>On each side. The work grows with its square.</summary>
    public const int MostTexts = 2_000;

    private const int MostExamples = 5;
    private const ulong Seed = 1;

    public static ComparisonResult Run(IReadOnlyList<ComparedText> baseline, IReadOnlyList<ComparedText> current, double alpha)
    {
        var settings = new TwoSampleSettings(alpha, Seed);
        var now = InPairs(baseline, current);
        var result = now is null
            ? TwoSampleTest.Run(SamplesOf(baseline), SamplesOf(current), settings)
            : TwoSampleTest.RunPaired(SamplesOf(baseline), SamplesOf([.. now.Select(at => current[at])]), settings);
        var prompts = PromptShift(baseline, current, settings);
        var unknown =
            result.Unknown
            ?? (
                prompts <= alpha && now is null && !HasSegments(baseline, current)
                    ? $"The prompts differ (p = {prompts:0.0000}), so another model cannot be told from other questions: name each text's segment, or compare answers to the same prompts."
                    : null
            );
        return new ComparisonResult(
            unknown is null && result.P <= alpha,
            result.P,
            alpha,
            baseline.Count,
            current.Count,
            now is not null,
            [.. result.Views.Select(view => new NamedP(view.View, view.P))],
            [
                .. result.Statistics.Select(shift => new ComparedStatistic(
                    OutputShape.Statistics[shift.Index].Name,
                    shift.P,
                    Known(shift.BaselineMean),
                    Known(shift.CurrentMean),
                    shift.Effect?.Delta,
                    shift.Effect is { } effect ? [effect.Low, effect.High] : null
                )),
            ],
            Examples(result, baseline.Count, current, now),
            prompts is { } p ? new PromptShift(p) : null,
            unknown
        );
    }

    /// <summary>For each baseline text the place of the current one that answers the same prompt; null where they do not pair up one to one.</summary>
    private static int[]? InPairs(IReadOnlyList<ComparedText> baseline, IReadOnlyList<ComparedText> current)
    {
        if (baseline.Count != current.Count || baseline.Concat(current).Any(text => text.Prompt is null))
            return null;
        var places = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var at = 0; at < current.Count; at++)
            if (!places.TryAdd(current[at].Prompt!, at))
                return null;
        var pairs = baseline.Select(text => places.Remove(text.Prompt!, out var at) ? at : -1).ToArray();
        return pairs.Contains(-1) ? null : pairs;
    }

    private static double? PromptShift(
        IReadOnlyList<ComparedText> baseline,
        IReadOnlyList<ComparedText> current,
        TwoSampleSettings settings
    )
    {
        if (baseline.Concat(current).Any(text => text.Prompt is null))
            return null;
        static Sample[] Of(IReadOnlyList<ComparedText> texts) =>
            [.. texts.Select(text => new Sample([.. OutputShape.Of(text.Prompt!).Values], LexicalEmbedder.Embed(text.Prompt!)))];
        return TwoSampleTest.Run(Of(baseline), Of(current), settings).P;
    }

    private static Sample[] SamplesOf(IReadOnlyList<ComparedText> texts) =>
        [.. texts.Select(text => new Sample([.. OutputShape.Of(text.Text).Values], LexicalEmbedder.Embed(text.Text), text.Segment))];

    private static bool HasSegments(IReadOnlyList<ComparedText> baseline, IReadOnlyList<ComparedText> current) =>
        baseline.Concat(current).Any(text => text.Segment is not null);

    /// <summary>The current texts that look least like the baseline, in the order of the witness.</summary>
    private static IReadOnlyList<ComparedExample> Examples(
        TwoSampleResult result,
        int before,
        IReadOnlyList<ComparedText> current,
        int[]? pairs
    ) =>
        [
            .. result
                .Witness.Skip(before)
                .Select((score, i) => (Score: score, At: pairs?[i] ?? i))
                .OrderByDescending(one => one.Score)
                .Take(MostExamples)
                .Select(one => new ComparedExample(one.At, current[one.At].Text)),
        ];

    private static double? Known(double mean) => double.IsNaN(mean) ? null : mean;
}
