namespace LlmMonitor.Core.Incidents.Analysis;

/// <summary>
/// Whether golden sets still ask what users ask: the share of calls whose kind (language, class of length, kind of opening) some example has too, before the
/// onset and since. Only a fall is judged: a set need not hold every kind.
/// </summary>
internal static class GoldenCover
{
    private const int LeastCalls = 30;
    private const double Alpha = 0.01;

    /// <summary>A set that covers fewer calls than this asks otherwise than users do, and its fall would say nothing.</summary>
    private const double LeastBefore = 0.2;

    /// <summary>From this fall on, in the share of calls, the set is no longer what users ask.</summary>
    private const double LeastFall = 0.1;

    public static GoldenCoverage Of(IncidentEvidence evidence, DateTimeOffset before, DateTimeOffset since)
    {
        if (evidence.Questions.Count == 0)
            return new(null, null, null, "No golden set is there to compare with what is asked.");
        var known = evidence.Questions.ToHashSet();
        var calls = evidence
            .Calls.Select(call => (call.Time, Kind: new GoldenQuestion(call.Language, call.PromptLength, call.QueryType)))
            .Where(call => call.Kind is not { PromptLength: null, QueryType: null })
            .ToList();
        Rate Uncovered(Func<DateTimeOffset, bool> when)
        {
            var those = calls.FindAll(call => when(call.Time));
            return new(those.Count, those.Count(call => !known.Contains(call.Kind)));
        }
        var (was, isNow) = (Uncovered(time => time < before), Uncovered(time => time >= since));
        if (was.Judged < LeastCalls || isNow.Judged < LeastCalls)
            return new(null, null, null, $"Too few calls to compare golden sets with: {was.Judged} before, {isNow.Judged} since.");
        var (covered, still) = (1 - was.Share!.Value, 1 - isNow.Share!.Value);
        var told = $"Golden sets hold examples of the kinds of {still:0%} of the calls, after {covered:0%}";
        if (covered < LeastBefore)
            return new(null, covered, still, $"{told}: they ask otherwise than users do, so nothing follows.");
        var fell = covered - still >= LeastFall && Likelihood.RiseP(was, isNow) <= Alpha;
        return new(
            !fell,
            covered,
            still,
            fell ? $"{told}: they are no longer what users ask, and say little of this." : $"{told}: they are still what users ask."
        );
    }
}
