namespace LlmMonitor.Core.Safety.Rates;

/// <summary>A rate that was estimated from a sample, with what it may be. 0 is never said of what was only not seen.</summary>
/// <param name="Estimate">The weighted share; null where too few were judged, and where nothing was found.</param>
/// <param name="Low">At 95 % confidence.</param>
/// <param name="High">As <paramref name="Low"/>; where nothing was found, of the one side alone.</param>
/// <param name="NCalls">For how many calls it speaks.</param>
/// <param name="Sentence">The whole of it in words.</param>
/// <param name="Unknown">Why there is no estimate: no_calls, no_judge, too_few; null where there is one, or a bound.</param>
public sealed record RateEstimate(
    double? Estimate,
    double? Low,
    double? High,
    long NCalls,
    long NJudged,
    long NHarmful,
    string Sentence,
    string? Unknown
)
{
    public static RateEstimate NotKnown(string reason, string sentence, long calls = 0) =>
        new(null, null, null, calls, 0, 0, sentence, reason);
}
