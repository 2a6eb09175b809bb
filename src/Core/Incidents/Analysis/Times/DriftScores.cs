using LlmMonitor.Core.Statistics.TwoSample;
using LlmMonitor.Core.Statistics.TwoSample.Explaining;
using Change = LlmMonitor.Core.Changes.Change;

namespace LlmMonitor.Core.Incidents.Analysis;

/// <summary>
/// Where outputs only look different, no call failed. Here a call counts as failed where its output looks more like those of after the change than nine of ten
/// before: by the held-out score of a linear classifier of before and after (<see cref="WitnessScores"/>) on ranks within the kind of call. Neither the change's
/// time nor its place is known beforehand: some times, the known changes, and classifiers for each value of a dimension are tried, and what parts best is taken.
/// </summary>
internal static class DriftScores
{
    private const int Most = 4_000;
    private const int LeastOnASide = 40;
    private const double Usual = 0.9;
    private static readonly double[] HoursBefore = [1, 2, 6, 12, 24, 48];

    /// <returns>The score of each call by its id; empty where too few outputs are known.</returns>
    public static IReadOnlyDictionary<string, double> Of(IncidentEvidence evidence, IReadOnlyList<Change> known, ulong seed)
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
        var whole = Enumerable.Range(0, calls.Count).ToList();
        List<IReadOnlyList<List<int>>> cuts =
        [
            [whole],
            .. Dimensions.Traffic.Select(dimension => Parts(calls, dimension)),
        ];
        var labels = Labels(evidence, known).Select(isAfter => calls.ConvertAll(call => isAfter(call))).ToList();
        var best = cuts.SelectMany(parts => labels.Select(label => Scored(rows, parts, label, seed))).MaxBy(one => one.Clear);
        return best.Scores.ToDictionary(pair => calls[pair.Key].Id, pair => pair.Value, StringComparer.Ordinal);
    }

    /// <summary>What may part before from after: some hours before the alert, and each change that is known of these days.</summary>
    private static IEnumerable<Func<ObservedCall, bool>> Labels(IncidentEvidence evidence, IReadOnlyList<Change> known)
    {
        var (alertedAt, earliest) = (evidence.Question.AlertedAt, evidence.Question.AlertedAt.AddHours(-HoursBefore[^1]));
        return
        [
            .. HoursBefore.Select(hours => alertedAt.AddHours(-hours)).Select(at => (Func<ObservedCall, bool>)(call => call.Time >= at)),
            .. known
                .Where(change => change.At >= earliest && change.At < alertedAt)
                .Select(change => ChangeFit.Touched(change, evidence.Calls)),
        ];
    }

    /// <summary>The calls of each value of a dimension: what changed for one segment only is lost in the whole.</summary>
    private static List<List<int>> Parts(List<ObservedCall> calls, Dimension dimension) =>
        [
            .. Enumerable
                .Range(0, calls.Count)
                .Where(i => dimension.Of(calls[i]) is not null)
                .GroupBy(i => dimension.Of(calls[i]))
                .Where(part => part.Count() < calls.Count)
                .Select(part => part.ToList()),
        ];

    /// <summary>The scores of all parts, each by a classifier of its own, and how clear the clearest part is beyond what the choice of it makes.</summary>
    private static (Dictionary<int, double> Scores, double Clear) Scored(
        float[][] rows,
        IReadOnlyList<List<int>> parts,
        List<bool> isAfter,
        ulong seed
    )
    {
        var scores = new Dictionary<int, double>();
        var clear = double.NegativeInfinity;
        foreach (var part in parts)
        {
            var (before, after) = (part.FindAll(i => !isAfter[i]), part.FindAll(i => isAfter[i]));
            if (before.Count < LeastOnASide || after.Count < LeastOnASide)
                continue;
            var sorted = before.Concat(after).ToList();
            var made = Scores([.. sorted.Select(i => rows[i])], before.Count, seed);
            for (var i = 0; i < sorted.Count; i++)
                scores[sorted[i]] = made[i];
            var gap = Math.Max(0, Gap(made, before.Count));
            clear = Math.Max(clear, gap * gap / 2 - Math.Log(parts.Count));
        }
        return (scores, clear);
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
