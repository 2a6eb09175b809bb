namespace LlmMonitor.Core.Incidents.Analysis;

/// <param name="Dimension">
/// <c>endpoint, feature, model, response_model, system_fingerprint, prompt_version, segment, user, language, prompt_length, query_type</c>.
/// </param>
public sealed record SliceTerm(string Dimension, string Value);

/// <summary>A part of the traffic that has the symptom more than the rest. No slice means: it is everywhere alike, or too little is known.</summary>
/// <param name="Terms">One, or two where only both together explain it.</param>
/// <param name="RateBefore">Of the slice; null where it did not exist.</param>
/// <param name="RateInside">Of the slice since the onset.</param>
/// <param name="RateOutside">Of all else since the onset; null where there is nothing else.</param>
/// <param name="ExcessShare">The share of all additional failures that lies in the slice, 0 to 1.</param>
/// <param name="TrafficShare">The share of calls since the onset that lies in the slice, 0 to 1.</param>
/// <param name="PAdjusted">Corrected for all slices that were searched.</param>
public sealed record Slice(
    IReadOnlyList<SliceTerm> Terms,
    double? RateBefore,
    double RateInside,
    double? RateOutside,
    double ExcessShare,
    double TrafficShare,
    double PAdjusted,
    string Sentence
);
