using LlmMonitor.Core.Cost;
using LlmMonitor.Core.Operations;
using LlmMonitor.Core.Privacy;

namespace LlmMonitor.Core;

/// <summary>What there is, in plain lists: a new one is a line here.</summary>
public static class Catalogue
{
    /// <summary>What happens to a call between validation and writing, in this order. Redacting comes last: the others see the raw text.</summary>
    public static IReadOnlyList<Type> CallSteps { get; } = [typeof(PriceStep), typeof(RedactStep)];

    /// <summary>Work that outlasts a request.</summary>
    public static IReadOnlyList<Type> Operations { get; } = [typeof(Reprice), typeof(RebuildWork)];
}
