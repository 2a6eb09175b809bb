namespace LlmMonitor.Core.Incidents.Analysis;

/// <summary>What the calls themselves say about retrieval and about holding to what was retrieved. Null means too little to say.</summary>
/// <param name="Moved">Other documents are found, or none.</param>
/// <param name="UngroundedMore">Outputs hold less to their contexts.</param>
/// <param name="None">Of the calls whose contexts are known none has any: there is no retrieval to blame.</param>
internal sealed record RetrievalEvidence(bool? Moved, bool? UngroundedMore, bool None, IReadOnlyList<string> Sentences)
{
    private const int LeastCalls = 30;
    private const double Alpha = 0.001;

    /// <summary>Documents in use change by themselves; this is how much of the calls' documents may.</summary>
    private const double LeastNew = 0.15;
    private const double LeastUsual = 0.02;

    public static RetrievalEvidence Of(IReadOnlyList<ObservedCall> calls, DateTimeOffset before, DateTimeOffset since)
    {
        List<string> sentences = [];
        var told = calls.Where(call => call.ContextIds is not null).ToList();
        var was = told.Where(call => call.Time < before).ToList();
        var isNow = told.Where(call => call.Time >= since).ToList();
        bool? moved = null;
        if (was.Count >= LeastCalls && isNow.Count >= LeastCalls)
            moved = IsEmptier(was, isNow, sentences) | IsOther(was, isNow, sentences);
        return new(
            moved,
            Ungrounded(calls, before, since, sentences),
            told.Count >= LeastCalls && told.TrueForAll(call => call.ContextIds!.Count == 0),
            sentences
        );
    }

    private static bool IsEmptier(List<ObservedCall> was, List<ObservedCall> isNow, List<string> sentences)
    {
        static Rate Empty(List<ObservedCall> calls) => new(calls.Count, calls.Count(call => call.ContextIds!.Count == 0));
        var (before, after) = (Empty(was), Empty(isNow));
        if (before.Failed == before.Judged && after.Failed == after.Judged)
            return false; // Nothing is retrieved at all: there is nothing to say of it.
        var p = Likelihood.RiseP(before, after);
        sentences.Add($"Nothing is found for {after}, after {before} ({Chance.Text(p)}).");
        return p <= Alpha;
    }

    /// <summary>The share of retrieved documents that the days before did not know, against the same of the last part of these days.</summary>
    private static bool IsOther(List<ObservedCall> was, List<ObservedCall> isNow, List<string> sentences)
    {
        was.Sort((left, right) => left.Time.CompareTo(right.Time));
        isNow.Sort((left, right) => left.Time.CompareTo(right.Time));
        var cut = was.Count - Math.Min(was.Count / 3, isNow.Count);
        static Rate Unknown(IEnumerable<ObservedCall> calls, IEnumerable<ObservedCall> earlier)
        {
            var known = earlier.SelectMany(call => call.ContextIds!).ToHashSet(StringComparer.Ordinal);
            var ids = calls.SelectMany(call => call.ContextIds!).ToList();
            return new(ids.Count, ids.Count(id => !known.Contains(id)));
        }
        // Each is held against as many calls right before it, or documents that come and go would look new by the distance alone.
        var (usual, now) = (Unknown(was.Skip(cut), was.Take(cut)), Unknown(isNow.Take(was.Count - cut), was.Skip(was.Count - cut)));
        if (usual.Judged == 0 || now.Judged == 0)
            return false;
        sentences.Add($"Of the documents found, {now} were not known in the days before; usual are {usual}.");
        var isNewer = now.Share - usual.Share >= LeastNew && Likelihood.RiseP(usual, now) <= Alpha;
        // An index that stands still shows as new documents that no longer come.
        var isOlder = usual.Share >= LeastUsual && now.Share <= usual.Share / 3 && Likelihood.RiseP(now, usual) <= Alpha;
        return isNewer || isOlder;
    }

    private static bool? Ungrounded(IReadOnlyList<ObservedCall> calls, DateTimeOffset before, DateTimeOffset since, List<string> sentences)
    {
        var outcomes = Outcome.Of(calls, call => call.Grounded is { } grounded ? !grounded : null);
        var (was, isNow) = Sides.At(outcomes, before, since).Rates;
        if (was.Judged < LeastCalls || isNow.Judged < LeastCalls)
            return null;
        var p = Likelihood.RiseP(was, isNow);
        sentences.Add($"{isNow} of the outputs do not hold to their sources, after {was} ({Chance.Text(p)}).");
        return p <= Alpha;
    }
}
