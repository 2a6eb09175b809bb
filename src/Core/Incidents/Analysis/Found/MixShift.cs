namespace LlmMonitor.Core.Incidents.Analysis;

/// <summary>Whether other things are asked than before, and how much of the symptom that explains.</summary>
/// <param name="Changed">Null where there is too little to say.</param>
/// <param name="P">That the mix is the same, corrected for the dimensions looked at; null where there is too little.</param>
/// <param name="Explained">The share of the change of the rate that the mix alone would have made, 0 to 1; null where no rate changed.</param>
/// <param name="WithinP">That within kinds of calls nothing changed; null where no kind is on both sides.</param>
/// <param name="Moved">What became more or less frequent, the largest first.</param>
public sealed record MixShift(
    bool? Changed,
    double? P,
    double? Explained,
    double? WithinP,
    IReadOnlyList<MovedShare> Moved,
    string Sentence
);

/// <param name="Before">Share of calls before the onset.</param>
public sealed record MovedShare(SliceTerm Term, double Before, double After);
