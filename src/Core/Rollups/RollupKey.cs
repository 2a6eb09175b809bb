using LlmMonitor.Core.Calls;

namespace LlmMonitor.Core.Rollups;

/// <summary>The dimensions by which calls are counted. What a call does not have stands as <see cref="None"/>.</summary>
public readonly record struct RollupKey(string Endpoint, string Feature, string Model, string PromptVersion, CallOrigin Origin)
    : IComparable<RollupKey>
{
    public const string None = "(none)";

    /// <summary>Stands for values beyond the bounded number of combinations a day.</summary>
    public const string Other = "(other)";

    public static RollupKey Of(LlmCall call) =>
        new(call.Endpoint ?? None, call.Feature ?? None, call.Model, call.PromptVersion ?? None, call.Origin);

    /// <summary>The same without what varies most.</summary>
    public RollupKey Coarse => this with { Feature = Other, PromptVersion = Other };

    public RollupKey Coarsest => new(Other, Other, Other, Other, Origin);

    public int CompareTo(RollupKey other)
    {
        var order = string.CompareOrdinal(Endpoint, other.Endpoint);
        order = order != 0 ? order : string.CompareOrdinal(Feature, other.Feature);
        order = order != 0 ? order : string.CompareOrdinal(Model, other.Model);
        order = order != 0 ? order : string.CompareOrdinal(PromptVersion, other.PromptVersion);
        return order != 0 ? order : Origin.CompareTo(other.Origin);
    }

    public static bool operator <(RollupKey left, RollupKey right) => left.CompareTo(right) < 0;

    public static bool operator >(RollupKey left, RollupKey right) => left.CompareTo(right) > 0;

    public static bool operator <=(RollupKey left, RollupKey right) => left.CompareTo(right) <= 0;

    public static bool operator >=(RollupKey left, RollupKey right) => left.CompareTo(right) >= 0;
}
