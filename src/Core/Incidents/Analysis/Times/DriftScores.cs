using LlmMonitor.Core.Statistics.TwoSample;
using LlmMonitor.Core.Statistics.TwoSample.Explaining;

namespace LlmMonitor.Core.Incidents.Analysis;

/// <summary>
/// Where outputs only look different, no call failed. Here a call counts as failed where its output looks more like those of after the change than nine of ten
/// before: by the held-out score of a linear classifier of before and after (<see cref="WitnessScores"/>) on ranks within the kind of call. The
/// change's time is not known beforehand: the split that parts the scores best is taken.
/// </summary>
internal static class DriftScores
{
    private const int Most = 4_000;
    private const int LeastOnASide = 40;
    private const double Usual = 0.9;
    private static readonly double[] HoursBefore = [2, 6, 12, 24, 48];

    /// <returns>The score of each call by its id; empty where too few outputs are known.</returns>
    public static IReadOnlyDictionary<string, double> Of(IncidentEvidence evidence, ulong seed)
    {
        var calls = Thinned(
            [
                .. evidence
                    .Calls.Where(call => call.Output is not null)
                    .OrderBy(call => call.Time)
                    .ThenBy(call => call.Id, StringComparer.Ordinal),
            ],
            evidence.Question.AlertedAt
        );
        if (calls.Count < 2 * LeastOnASide)
            return new Dictionary<string, double>(StringComparer.Ordinal);
        var rows = RankColumns.Of([.. calls.Select(call => call.Output!.ToArray())], KindsOf(calls));
        var splits = HoursBefore
            .Select(hours => calls.FindIndex(call => call.Time >= evidence.Question.AlertedAt.AddHours(-hours)))
            .Where(at => at >= LeastOnASide && calls.Count - at >= LeastOnASide)
            .Distinct();
        var best = splits
            .Select(at => (At: at, Scores: Scores(rows, at, seed)))
            .Select(one => (one.At, one.Scores, Gap: Gap(one.Scores, one.At)))
            .OrderByDescending(one => one.Gap)
            .FirstOrDefault();
        return best.Scores is null
            ? new Dictionary<string, double>(StringComparer.Ordinal)
            : calls.Zip(best.Scores).ToDictionary(pair => pair.First.Id, pair => pair.Second, StringComparer.Ordinal);
    }

    /// <summary>Whether a call looks like after the change; null where it has no score.</summary>
    public static Func<ObservedCall, bool?> Failed(IncidentEvidence evidence, IReadOnlyDictionary<string, double> scores)
    {
        var early = evidence
            .Calls.Where(call => scores.ContainsKey(call.Id))
            .OrderBy(call => call.Time)
            .Select(call => scores[call.Id])
            .ToList();
        var usual = early.Take(early.Count / 2).Order().ToList();
        var limit = usual.Count == 0 ? 0 : usual[(int)(Usual * usual.Count)];
        return call => scores.TryGetValue(call.Id, out var score) ? score > limit : null;
    }

    /// <summary>Every n-th in the order of time, apart for the two days before the alert, in which the change is looked for, and for those before.</summary>
    private static List<ObservedCall> Thinned(List<ObservedCall> calls, DateTimeOffset alertedAt)
    {
        static IEnumerable<ObservedCall> EveryNth(List<ObservedCall> calls) =>
            calls.Where((_, i) => i % ((calls.Count + Most - 1) / Most) == 0);
        var late = calls.FindIndex(call => call.Time >= alertedAt.AddHours(-HoursBefore[^1]));
        return late < 0 ? [.. EveryNth(calls)] : [.. EveryNth(calls[..late]), .. EveryNth(calls[late..])];
    }

    private static double[] Scores(float[][] rows, int at, ulong seed) =>
        WitnessScores.Of(rows, PermutationSet.Unpaired(at, rows.Length - at, 1, seed), seed).Scores;

    /// <summary>The gap of both means in standard errors.</summary>
    private static double Gap(double[] scores, int at)
    {
        var (before, after) = (scores[..at], scores[at..]);
        static double Error(double[] values, double mean) =>
            values.Sum(value => (value - mean) * (value - mean)) / values.Length / values.Length;
        var (was, isNow) = (before.Average(), after.Average());
        return (isNow - was) / Math.Sqrt(Error(before, was) + Error(after, isNow));
    }

    /// <summary>The number of each call's kind; kinds of fewer than twenty calls are one.</summary>
    private static List<int> KindsOf(List<ObservedCall> calls)
    {
        static string Key(ObservedCall call) => $"{call.Endpoint}|{call.Feature}|{call.Segment}|{call.Language}";
        var sizes = calls.CountBy(Key).ToDictionary(StringComparer.Ordinal);
        var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
        return
        [
            .. calls
                .Select(call => sizes[Key(call)] < 20 ? "" : Key(call))
                .Select(key => numbers.TryGetValue(key, out var known) ? known : numbers[key] = numbers.Count),
        ];
    }
}
