using LlmMonitor.Core.Changes;

namespace LlmMonitor.Core.Incidents.Analysis;

/// <summary>Versions that calls carry of late and did not before: what changed without anybody saying so.</summary>
internal static class SeenChanges
{
    private const double MostBefore = 0.02;
    private const double LeastAfter = 0.05;
    private const int LeastCalls = 5;

    /// <summary>Endpoints number their prompts each for itself: one name is one prompt only where it came at once.</summary>
    private static readonly TimeSpan PromptWithin = TimeSpan.FromHours(1);

    /// <summary>A model's name is the same everywhere; it may be rolled out over a day.</summary>
    private static readonly TimeSpan ModelWithin = TimeSpan.FromHours(24);

    /// <param name="since">About the onset; a version that came up to 48 hours before, or later, is found.</param>
    public static IReadOnlyList<Change> In(IReadOnlyList<ObservedCall> calls, DateTimeOffset since)
    {
        var start = since - ChangeRanking.LookBack;
        var arrivals =
            from dimension in Dimensions.Versions
            from endpoint in calls.GroupBy(call => call.Endpoint)
            let versioned = endpoint.Where(call => dimension.Of(call) is not null).OrderBy(call => call.Time).ToList()
            let before = versioned.Where(call => call.Time < start).ToList()
            where before.Count >= LeastCalls
            from value in versioned.Where(call => call.Time >= start).GroupBy(call => dimension.Of(call)!)
            let wereSo = before.Count(call => dimension.Of(call) == value.Key)
            let at = value.First().Time
            let after = versioned.Count(call => call.Time >= at)
            where value.Count() >= Math.Max(LeastCalls, LeastAfter * after) && wereSo <= MostBefore * before.Count
            select new Arrival(
                dimension,
                value.Key,
                endpoint.Key,
                at,
                before.CountBy(call => dimension.Of(call)!).MaxBy(was => was.Value).Key
            );
        return [.. arrivals.GroupBy(arrival => (arrival.Dimension, arrival.Version)).SelectMany(Together).Select(Told)];
    }

    private sealed record Arrival(Dimension Dimension, string Version, string? Endpoint, DateTimeOffset At, string Was);

    /// <summary>A version that came to several endpoints about one time is one change; one that came at other times is another.</summary>
    private static IEnumerable<List<Arrival>> Together(IEnumerable<Arrival> arrivals)
    {
        List<Arrival> together = [];
        foreach (var arrival in arrivals.OrderBy(arrival => arrival.At))
        {
            if (together.Count > 0 && arrival.At - together[^1].At > (IsPrompt(arrival) ? PromptWithin : ModelWithin))
            {
                yield return together;
                together = [];
            }
            together.Add(arrival);
        }
        yield return together;
    }

    private static bool IsPrompt(Arrival arrival) => arrival.Dimension.Name == "prompt_version";

    private static Change Told(List<Arrival> arrivals)
    {
        var first = arrivals[0];
        var kind = IsPrompt(first) ? ChangeKind.Prompt : ChangeKind.Model;
        var where = string.Join(", ", arrivals.Select(arrival => arrival.Endpoint ?? "calls without endpoint"));
        return new(
            "",
            kind,
            arrivals.Count == 1 ? first.Endpoint : null,
            $"{first.Dimension.Name} {first.Version} is seen in {where}, after {first.Was}.",
            first.At,
            first.Version
        )
        {
            Before = first.Was,
            Source = ChangeSource.Seen,
        };
    }

    /// <summary>What was told, and of what was seen the rest: a version that both name is one change, at the time when it was seen.</summary>
    public static IReadOnlyList<Change> Join(IReadOnlyList<Change> told, IReadOnlyList<Change> seen) =>
        [
            .. told.Select(change =>
                seen.FirstOrDefault(one => AreOne(change, one)) is { } one
                    ? change with
                    {
                        At = one.At,
                        Before = change.Before ?? one.Before,
                    }
                    : change
            ),
            .. seen.Where(one => !told.Any(change => AreOne(change, one))),
        ];

    private static bool AreOne(Change told, Change seen) =>
        told.Kind == seen.Kind
        && told.Version == seen.Version
        && (told.Endpoint is null || seen.Endpoint is null || told.Endpoint == seen.Endpoint);
}
