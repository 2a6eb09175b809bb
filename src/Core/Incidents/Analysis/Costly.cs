namespace LlmMonitor.Core.Incidents.Analysis;

/// <summary>
/// Where money is the symptom, a call failed that cost more than nineteen of twenty of its endpoint and feature did at first: one limit for all would be that of
/// the dearest endpoint, and hide what became dear elsewhere.
/// </summary>
internal static class Costly
{
    private const int LeastCalls = 40;
    private const double Usual = 0.95;

    public static Func<ObservedCall, bool?> Failed(IReadOnlyList<ObservedCall> calls)
    {
        static (string?, string?) Kind(ObservedCall call) => (call.Endpoint, call.Feature);
        var priced = calls.Where(call => call.CostUsd > 0).OrderBy(call => call.Time).ToList();
        var limits = priced
            .Take(priced.Count / 2)
            .GroupBy(Kind)
            .Where(kind => kind.Count() >= LeastCalls)
            .ToDictionary(
                kind => kind.Key,
                kind => kind.Select(call => call.CostUsd!.Value).Order().ElementAt((int)(Usual * kind.Count()))
            );
        return call => limits.TryGetValue(Kind(call), out var limit) && call.CostUsd > 0 ? call.CostUsd > limit : null;
    }
}
