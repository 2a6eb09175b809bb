namespace LlmMonitor.Core.Incidents.Analysis;

/// <summary>Versions that calls carry since about the onset and did not before: what changed without anybody saying so.</summary>
internal static class SeenChanges
{
    private const double MostBefore = 0.02;
    private const double LeastAfter = 0.1;
    private const int LeastCalls = 5;

    /// <param name="since">About the onset; a version that came up to 48 hours before is found too.</param>
    public static IReadOnlyList<KnownChange> In(IReadOnlyList<ObservedCall> calls, DateTimeOffset since)
    {
        var start = since - ChangeRanking.LookBack;
        return
        [
            .. from dimension in Dimensions.Versions
            from endpoint in calls.GroupBy(call => call.Endpoint)
            let versioned = endpoint.Where(call => dimension.Of(call) is not null).OrderBy(call => call.Time).ToList()
            let before = versioned.Where(call => call.Time < start).ToList()
            let after = versioned.Where(call => call.Time >= start).ToList()
            where before.Count >= LeastCalls
            from value in after.GroupBy(call => dimension.Of(call)!)
            let wereSo = before.Count(call => dimension.Of(call) == value.Key)
            where value.Count() >= Math.Max(LeastCalls, LeastAfter * after.Count) && wereSo <= MostBefore * before.Count
            select Told(dimension, endpoint.Key, value.Key, value.First().Time, before),
        ];
    }

    private static KnownChange Told(Dimension dimension, string? endpoint, string version, DateTimeOffset at, List<ObservedCall> before)
    {
        var was = before.CountBy(call => dimension.Of(call)!).MaxBy(value => value.Value).Key;
        var kind = dimension.Name == "prompt_version" ? KnownChangeKind.Prompt : KnownChangeKind.Model;
        return new(kind, at, $"{dimension.Name} {version} answers {endpoint ?? "calls"} since then, after {was}.")
        {
            Endpoint = endpoint,
            Version = version,
            Before = was,
            SeenBySystem = true,
        };
    }

    /// <summary>What was told, and of what was seen the rest: a version that both name is one change, at the time when it was seen.</summary>
    public static IReadOnlyList<KnownChange> Join(IReadOnlyList<KnownChange> told, IReadOnlyList<KnownChange> seen) =>
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

    private static bool AreOne(KnownChange told, KnownChange seen) =>
        told.Kind == seen.Kind && told.Version == seen.Version && (told.Endpoint is null || told.Endpoint == seen.Endpoint);
}
