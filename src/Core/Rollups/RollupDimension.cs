namespace LlmMonitor.Core.Rollups;

/// <summary>By what figures can be told apart.</summary>
public enum RollupDimension
{
    Endpoint,
    Feature,
    Model,
    PromptVersion,
}

public static class RollupDimensions
{
    /// <summary>As they are named in queries.</summary>
    public static IReadOnlyDictionary<string, RollupDimension?> Words { get; } =
        new Dictionary<string, RollupDimension?>(StringComparer.Ordinal)
        {
            ["endpoint"] = RollupDimension.Endpoint,
            ["feature"] = RollupDimension.Feature,
            ["model"] = RollupDimension.Model,
            ["prompt_version"] = RollupDimension.PromptVersion,
        };

    public static string NameOf(this RollupKey key, RollupDimension dimension) =>
        dimension switch
        {
            RollupDimension.Feature => key.Feature,
            RollupDimension.Model => key.Model,
            RollupDimension.PromptVersion => key.PromptVersion,
            _ => key.Endpoint,
        };
}
