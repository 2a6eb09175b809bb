namespace LlmMonitor.Core.Alerts;

/// <summary>What people were told of the alerts of each cause, as they are kept.</summary>
public sealed class AlertGroups(IReadOnlyDictionary<(string Rule, string Subject), KeptAlert> kept)
{
    private readonly ILookup<string, KeptAlert> _told = kept
        .Values.Where(alert => alert.State is { ToldAt: not null, Verdict.Cause: not null })
        .ToLookup(alert => alert.State.Verdict.Cause!, StringComparer.Ordinal);
    private readonly HashSet<string> _released = new(StringComparer.Ordinal);

    /// <summary>A message of these causes is sent: nothing of theirs waits.</summary>
    /// <returns>Whether that may change anything.</returns>
    public bool Release(IEnumerable<string> causes)
    {
        _released.UnionWith(causes.Where(_told.Contains));
        return _released.Count > 0;
    }

    /// <summary>What was last told of the others of a cause; null where nothing was, or nothing is to wait.</summary>
    public GroupTold? ToldOf(string? cause, KeptAlert? itself)
    {
        if (cause is null || _released.Contains(cause))
            return null;
        var others = _told[cause].Where(alert => !ReferenceEquals(alert, itself)).Select(alert => alert.State).ToList();
        if (others.Count == 0)
            return null;
        var open = others.Where(state => state is { IsToldOpen: true, IsOpen: true }).ToList();
        return new(others.Max(state => state.ToldAt)!.Value, open.Count == 0 ? null : open.Max(state => state.WorstTold ?? state.Severity));
    }
}
