namespace LlmMonitor.Core.Incidents.Analysis;

/// <summary>Values that hardly any call had before and many have since: a new segment, another language.</summary>
internal sealed class NovelTraffic
{
    private const double MostBefore = 0.005;
    private const double LeastAfter = 0.03;

    private readonly List<(Dimension Dimension, HashSet<string> Values)> _new = [];

    public NovelTraffic(Sides sides, IReadOnlyList<Dimension> dimensions)
    {
        foreach (var dimension in dimensions)
        {
            var before = sides.Before.CountBy(outcome => dimension.Of(outcome.Call) ?? "").ToDictionary(StringComparer.Ordinal);
            var values = sides
                .After.CountBy(outcome => dimension.Of(outcome.Call) ?? "")
                .Where(value => value.Key.Length > 0)
                .Where(value =>
                    value.Value >= LeastAfter * sides.After.Count && before.GetValueOrDefault(value.Key) <= MostBefore * sides.Before.Count
                )
                .Select(value => value.Key)
                .ToHashSet(StringComparer.Ordinal);
            if (values.Count > 0)
                _new.Add((dimension, values));
        }
    }

    public bool Holds(ObservedCall call) => _new.Exists(one => one.Dimension.Of(call) is { } value && one.Values.Contains(value));
}
