namespace LlmMonitor.Core.Incidents.Analysis;

/// <summary>What the analyser concludes. Each part brings its numbers and says so where it does not know.</summary>
public sealed record IncidentFindings(
    Onset Onset,
    RateShift Symptom,
    IReadOnlyList<Slice> Scope,
    IReadOnlyList<SideSymptom> Others,
    IReadOnlyList<RankedChange> Changes,
    MixShift Mix,
    ComponentFinding Component,
    Cause Cause,
    IReadOnlyList<Mitigation> Mitigations,
    IReadOnlyList<SamplePair> Samples,
    AffectedRule Affected
)
{
    /// <summary>Null in findings of before this was looked at.</summary>
    public GoldenCoverage? Golden { get; init; }
}

/// <summary>A rate on both sides of the onset.</summary>
/// <param name="Before">Failed of judged; null where nothing was judged.</param>
/// <param name="P">Two-sided, that nothing changed; null where one side has nothing.</param>
/// <param name="Sentence">For a person, with the numbers.</param>
public sealed record RateShift(double? Before, long JudgedBefore, double? After, long JudgedAfter, double? P, string Sentence);

/// <summary>Whether errors or latency changed too, checked apart from the symptom.</summary>
/// <param name="What"><c>errors</c> or <c>latency</c>.</param>
/// <param name="Changed">Null where there is too little to say.</param>
public sealed record SideSymptom(string What, bool? Changed, RateShift Shift);

/// <summary>Two calls to look at side by side.</summary>
/// <param name="Before">A healthy call of the same kind; null where there is none.</param>
/// <param name="After">One that shows the symptom most clearly.</param>
public sealed record SamplePair(string? Before, string After);
