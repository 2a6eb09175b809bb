using LlmMonitor.Core.Incidents.Analysis;

namespace LlmMonitor.Core.Tests.Incidents.Made;

/// <summary>What the analyser said of a made-up incident, held against what is true.</summary>
/// <param name="OnsetIsRight">Within an hour; null where there was too little to see it by, or nothing happened.</param>
/// <param name="Recall">Of the calls that failed because of it; null where nobody can say which these are, or no onset was found.</param>
public sealed record MadeScore(
    bool IsRight,
    bool IsWrong,
    bool HasTrace,
    bool? OnsetIsRight,
    double? Recall,
    double? Precision,
    string Told
)
{
    /// <summary>Harmed calls in the first two hours that make an onset visible.</summary>
    private const int Enough = 20;

    public static string Header =>
        "| incidents | n | right cause | right where it left a trace | wrong cause | onset within 1 h | affected: recall | precision |\n|---|---|---|---|---|---|---|---|";

    public static MadeScore Of(MadeIncident made)
    {
        var findings = IncidentAnalysis.Run(made.Evidence, seed: 1);
        var kind = findings.Cause.Kind;
        var off = made.At is { } at && findings.Onset.At is { } found ? (found - at).TotalHours : (double?)null;
        var isStep = made.At is not null && made.Kind != MadeKind.Gradual && made.EarlyHarm >= Enough;
        bool? onset = isStep ? off is { } hours && Math.Abs(hours) <= 1 : null;
        var (recall, precision) = Affected(made, findings);
        return new(
            kind == made.Truth,
            kind != made.Truth && kind != CauseKind.Unknown,
            made.HasTrace,
            onset,
            recall,
            precision,
            $"{made.Kind} {made.Seed} {made.Evidence.Question.Symptom}: {kind} {findings.Cause.Confidence:0.00} for {made.Truth}, onset {off:0.0} h off of {made.EarlyHarm} "
                + $"({findings.Onset.Unknown ?? (findings.Onset.Gradual ? "gradual" : "step")}), recall {recall:0.000}, precision {precision:0.000}, "
                + $"scope [{string.Join("; ", findings.Scope.Select(slice => string.Join("&", slice.Terms.Select(term => term.Value))))}], "
                + string.Join(' ', findings.Cause.Weights.Select(pair => $"{pair.Key} {pair.Value:0.00}"))
        );
    }

    public static string Row(string name, IReadOnlyList<MadeScore> scores)
    {
        static string Share(IEnumerable<bool> values)
        {
            var list = values.ToList();
            return list.Count == 0 ? "–" : $"{list.Average(value => value ? 1.0 : 0.0):0%} ({list.Count(value => value)} of {list.Count})";
        }
        static string Mean(IEnumerable<double> values)
        {
            var list = values.ToList();
            return list.Count == 0 ? "–" : $"{list.Average():0.000} (least {list.Min():0.000}, n {list.Count})";
        }
        return $"| {name} | {scores.Count} | {Share(scores.Select(score => score.IsRight))} | {Share(scores.Where(score => score.HasTrace).Select(score => score.IsRight))} "
            + $"| {Share(scores.Select(score => score.IsWrong))} "
            + $"| {Share(scores.Select(score => score.OnsetIsRight).OfType<bool>())} | {Mean(scores.Select(score => score.Recall).OfType<double>())} "
            + $"| {Mean(scores.Select(score => score.Precision).OfType<double>())} |";
    }

    private static (double? Recall, double? Precision) Affected(MadeIncident made, IncidentFindings findings)
    {
        if (made.Affected.Count == 0 || findings.Onset.At is null || made.Evidence.Question.Symptom == Symptom.OutputDrift)
            return (null, null);
        var believed = made
            .Evidence.Calls.Where(call => call.Failed == true)
            .Select(findings.Affected.Judge)
            .Where(call => call?.Confidence >= AffectedRule.Believed)
            .Select(call => call!.Id)
            .ToList();
        var hit = believed.Count(made.Affected.Contains);
        return ((double)hit / made.Affected.Count, believed.Count == 0 ? null : (double)hit / believed.Count);
    }
}
