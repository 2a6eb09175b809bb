namespace LlmMonitor.Core.Incidents.Analysis;

/// <summary>Since when. All three are null where it is unknown.</summary>
/// <param name="At">The likeliest time.</param>
/// <param name="From">Start of the interval that holds it at 95 %.</param>
/// <param name="To">Its end.</param>
/// <param name="Gradual">The rate climbed rather than stepped: <paramref name="At"/> is when it began.</param>
/// <param name="Unknown">Why it is not known: <c>too_few</c>, <c>no_change_found</c>; null where it is.</param>
/// <param name="Sentence">For a person, with the numbers.</param>
public sealed record Onset(DateTimeOffset? At, DateTimeOffset? From, DateTimeOffset? To, bool Gradual, string? Unknown, string Sentence);
