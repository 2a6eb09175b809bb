namespace LlmMonitor.Core.Incidents.Analysis;

/// <summary>
/// Sorts calls into kinds by who asks, where and what, so that like is compared with like. The finest kind that enough calls before share; a call
/// that has no such kind is counted under the next coarser one.
/// </summary>
internal sealed class Kinds
{
    private const int LeastBefore = 20;

    private readonly IReadOnlyList<Dimension> _dimensions;
    private readonly Dictionary<string, Rate> _before = new(StringComparer.Ordinal);

    /// <param name="dimensions">The most important first.</param>
    public Kinds(IReadOnlyList<Outcome> before, IReadOnlyList<Dimension> dimensions)
    {
        _dimensions = dimensions;
        foreach (var outcome in before)
            for (var depth = 0; depth <= dimensions.Count; depth++)
            {
                var key = Key(outcome.Call, depth);
                _before[key] = _before.GetValueOrDefault(key).Plus(new(1, outcome.Failed ? 1 : 0));
            }
    }

    /// <summary>The kind of a call, and what of it failed before.</summary>
    public (string Kind, double Expected) Of(ObservedCall call)
    {
        var (kind, expected) = ("", 0.0);
        for (var depth = 0; depth <= _dimensions.Count; depth++)
        {
            var key = Key(call, depth);
            var rate = _before.GetValueOrDefault(key);
            if (depth > 0 && rate.Judged < LeastBefore)
                break;
            // A finer kind borrows ten calls' worth of the rate of the coarser one.
            (kind, expected) = (key, depth == 0 ? rate.Smoothed : (rate.Failed + 10 * expected) / (rate.Judged + 10));
        }
        return (kind, Math.Clamp(expected, 1e-5, 1 - 1e-5));
    }

    private string Key(ObservedCall call, int depth) =>
        string.Join('|', _dimensions.Take(depth).Select(dimension => dimension.Of(call) ?? ""));
}
