namespace LlmMonitor.Core.Incidents.Analysis;

/// <summary>Whether the golden sets still ask what users ask.</summary>
/// <param name="Representative">Null where there is no set, or too little to say.</param>
/// <param name="Before">The share of calls before the onset whose kind an example has, too.</param>
/// <param name="After">The same since.</param>
public sealed record GoldenCoverage(bool? Representative, double? Before, double? After, string Sentence);
