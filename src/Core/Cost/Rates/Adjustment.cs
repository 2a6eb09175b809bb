using System.IO.Enumeration;
using LlmMonitor.Core.Calls;

namespace LlmMonitor.Core.Cost.Rates;

/// <summary>
/// What a provider changes for a service tier or a region, kept by hand. Either all rates times a factor, or prices of its own.
/// <c>*</c> in the lists stands for any characters.
/// </summary>
/// <param name="Tier">The service tier it is about; <see cref="ServiceTier.Standard"/> where it is about regions.</param>
/// <param name="Unchanged">Rates that the factor leaves alone.</param>
public sealed record Adjustment(
    ServiceTier Tier,
    IReadOnlyList<string> Regions,
    IReadOnlyList<string> Models,
    IReadOnlyList<string> Except,
    decimal Times,
    IReadOnlyList<Rate> Unchanged,
    RateCard? Prices,
    string Source,
    DateOnly Checked
)
{
    public bool IsFor(ServiceTier tier, string modelId) => Tier == tier && Regions.Count == 0 && IsAbout(modelId);

    public bool IsFor(string region, string modelId) => Tier == ServiceTier.Standard && Any(Regions, region) && IsAbout(modelId);

    private bool IsAbout(string modelId) => Any(Models, modelId) && !Any(Except, modelId);

    private static bool Any(IReadOnlyList<string> patterns, string text) =>
        patterns.Any(pattern => FileSystemName.MatchesSimpleExpression(pattern, text, ignoreCase: true));
}
