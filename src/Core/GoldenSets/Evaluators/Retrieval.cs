using LlmMonitor.Core.Calls;

namespace LlmMonitor.Core.GoldenSets;

/// <summary>Whether the right passages were found, apart from what was made of them. By the passages' ids. Pure.</summary>
public static class Retrieval
{
    /// <returns>The share of the wanted passages that came, and the share of those that came which were wanted; null where ids are missing.</returns>
    public static (double? Recall, double? Precision) Score(IReadOnlyList<CallContext> wanted, IReadOnlyList<CallContext>? retrieved)
    {
        var relevant = wanted.Select(context => context.Id).OfType<string>().ToHashSet(StringComparer.Ordinal);
        if (relevant.Count == 0 || retrieved is null || (retrieved.Count > 0 && retrieved.All(context => context.Id is null)))
            return (null, null);
        var came = retrieved.Select(context => context.Id).OfType<string>().ToHashSet(StringComparer.Ordinal);
        var both = came.Count(relevant.Contains);
        return ((double)both / relevant.Count, came.Count == 0 ? null : (double)both / came.Count);
    }
}
