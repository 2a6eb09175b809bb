using LlmMonitor.Core.Changes;

namespace LlmMonitor.Core.Incidents.Analysis;

/// <summary>A change of the 48 hours before the onset, the likeliest first.</summary>
/// <param name="Score">0 to 1: how well time and scope fit the symptom. Not a probability.</param>
/// <param name="TimeFit">0 to 1: 1 within the onset's interval, falling with the hours before it.</param>
/// <param name="ScopeFit">0 to 1: how well the calls that it touches are those with the symptom.</param>
/// <param name="Fit">
/// 0 to 1: how well the failures follow it, by likelihood against the best step in time: whether those fail that carry the new version, and since then. Null
/// where too little is judged.
/// </param>
public sealed record RankedChange(Change Change, double Score, double TimeFit, double ScopeFit, double? Fit, string Sentence);
