using System.Globalization;
using System.IO.Hashing;
using System.Text;
using LlmMonitor.Core.Monitors;
using LlmMonitor.Core.Statistics;

namespace LlmMonitor.Core.GoldenSets;

/// <summary>What follows from the results of runs. Pure: chance comes from the names of the runs.</summary>
public static class GoldenRules
{
    public static IReadOnlyDictionary<string, GoldenMean> Means(IReadOnlyList<GoldenResult> results) =>
        EvaluatorNames
            .All.Select(name =>
                (
                    Name: name,
                    Scores: results.Where(result => result.Scores.ContainsKey(name)).Select(result => result.Scores[name]).ToList()
                )
            )
            .Where(one => one.Scores.Count > 0)
            .ToDictionary(one => one.Name, one => new GoldenMean(one.Scores.Average(), one.Scores.Count), StringComparer.Ordinal);

    /// <summary>Each evaluator of a run against another run, on the unchanged examples that both have a score for.</summary>
    public static IEnumerable<GoldenComparison> Compare(
        GoldenRun now,
        IReadOnlyList<GoldenResult> results,
        string with,
        GoldenRun other,
        IReadOnlyList<GoldenResult> others,
        int fewestPairs
    )
    {
        var before = others.ToDictionary(result => (result.ExampleId, result.Definition));
        foreach (var name in EvaluatorNames.All)
        {
            if (EvaluatorNames.IsJudged(name) && now.JudgedBy != other.JudgedBy)
                continue;
            var pairs = results
                .OrderBy(result => result.ExampleId, StringComparer.Ordinal)
                .Where(result => result.Scores.ContainsKey(name))
                .Select(result =>
                    (
                        Now: result.Scores[name],
                        Before: before.GetValueOrDefault((result.ExampleId, result.Definition))?.Scores.GetValueOrDefault(name, double.NaN)
                            ?? double.NaN
                    )
                )
                .Where(pair => !double.IsNaN(pair.Before))
                .ToList();
            if (pairs.Count < fewestPairs)
                continue;
            var differences = pairs.ConvertAll(pair => pair.Now - pair.Before);
            var chance = new Random(Seed($"{now.Set}|{now.Run}|{other.Run}|{name}"));
            var p = SignFlipTest.PValueOfDrop(differences, chance);
            var (low, high) = PairedBootstrap.Interval(differences, chance);
            yield return new(
                with,
                other.Run,
                name,
                pairs.Count,
                pairs.Average(pair => pair.Before),
                pairs.Average(pair => pair.Now),
                differences.Average(),
                low,
                high,
                p
            );
        }
    }

    /// <summary>Holm, "A simple sequentially rejective multiple test procedure", Scandinavian Journal of Statistics 6 (1979): valid however the tests depend on each other.</summary>
    public static IReadOnlyList<GoldenComparison> Adjust(IEnumerable<GoldenComparison> comparisons)
    {
        var sorted = comparisons.OrderBy(one => one.PValue).ToList();
        var worst = 0.0;
        for (var i = 0; i < sorted.Count; i++)
        {
            worst = Math.Max(worst, Math.Min(1, sorted[i].PValue * (sorted.Count - i)));
            sorted[i] = sorted[i] with { PAdjusted = worst };
        }
        return sorted;
    }

    /// <summary>Closes a run: its means, and its state by its comparisons.</summary>
    public static GoldenRun Close(
        GoldenRun run,
        IReadOnlyList<GoldenResult> results,
        int skipped,
        IReadOnlyList<GoldenComparison> comparisons,
        GoldenOptions options
    )
    {
        var answered = results.Count(result => result.Error is null);
        var closed = run with
        {
            IsDone = true,
            Scores = Means(results),
            Asked = results.Count,
            Answered = answered,
            Skipped = skipped,
            Comparisons = comparisons,
            CostUsd = results.Aggregate(Money.PicoUsd.Zero, (sum, result) => sum + result.Cost),
        };
        var left =
            (answered < results.Count ? $" {results.Count - answered} of {results.Count} examples were not answered." : "")
            + (skipped > 0 ? $" {skipped} examples were left out: the run had reached its cap of {options.UsdPerRun} USD." : "");
        var (state, reason, summary) =
            answered * 2 < results.Count || answered == 0 ? (VerdictState.Unknown, "unreachable", "Most examples were not answered.")
            : comparisons.Count == 0 ? (VerdictState.Unknown, "no_baseline", "There is no earlier run with enough examples in common.")
            : StateOf(comparisons[0], options);
        return closed with { State = state, Reason = reason, Summary = $"Golden set {run.Set}, version {run.Version}: {summary}{left}" };
    }

    public static Verdict VerdictOf(GoldenRun run, GoldenSet set)
    {
        var worst = run.Comparisons.Count == 0 ? null : run.Comparisons[0];
        return new(
            "golden_set_drop",
            $"golden_set:{run.Set}",
            run.State,
            run.Summary,
            worst?.Now,
            worst?.Before,
            "ratio",
            worst?.N ?? run.Answered,
            run.At.AddDays(-1),
            run.At
        )
        {
            Cause = $"endpoint:{set.Endpoint}",
            UnknownReason = run.State == VerdictState.Unknown ? run.Reason : null,
            Evidence = new()
            {
                ["run"] = run.Run,
                ["evaluator"] = worst?.Evaluator,
                ["difference"] = worst?.Difference,
                ["difference_low"] = worst?.Low,
                ["difference_high"] = worst?.High,
                ["p_adjusted"] = worst?.PAdjusted,
                ["compared_with"] = worst?.Run,
            },
        };
    }

    private static (VerdictState, string?, string) StateOf(GoldenComparison worst, GoldenOptions options)
    {
        var state =
            worst.PAdjusted <= options.CriticalAlpha ? VerdictState.Critical
            : worst.PAdjusted <= options.WarningAlpha ? VerdictState.Warning
            : VerdictState.Ok;
        var what = string.Create(
            CultureInfo.InvariantCulture,
            $"{worst.Evaluator} is {worst.Now:0.###} where the {worst.With} run {worst.Run} had {worst.Before:0.###}, over {worst.N} examples: "
                + $"{worst.Difference:+0.###;-0.###;0} [{worst.Low:0.###}, {worst.High:0.###}], p = {worst.PAdjusted:0.####} over all {(state == VerdictState.Ok ? "" : "its ")}comparisons."
        );
        return (state, null, state == VerdictState.Ok ? $"no drop. {what}" : what);
    }

    private static int Seed(string text) => (int)(XxHash3.HashToUInt64(Encoding.UTF8.GetBytes(text)) & int.MaxValue);
}
