using System.Text;
using System.Text.Json.Nodes;
using LlmMonitor.Core.Monitors;

namespace LlmMonitor.Core.Alerts;

/// <summary>Holds what an alert carries within bounds, so that twenty of them fit one message and one row.</summary>
public static class EvidenceRules
{
    public const int MostBytes = 16 * 1024;
    private const int SummaryCharacters = 2000;

    /// <summary>The verdict; of evidence that is too long only the parts that fit, in their order, and the names of the others.</summary>
    public static Verdict Bounded(Verdict verdict)
    {
        if (verdict.Summary.Length > SummaryCharacters)
            verdict = verdict with { Summary = verdict.Summary[..(SummaryCharacters - 1)] + "…" };
        if (verdict.Evidence is not { } whole || SizeOf(whole) <= MostBytes)
            return verdict;
        var kept = new JsonObject();
        var left = new JsonArray();
        var size = 0;
        foreach (var (name, value) in whole)
            if (size + SizeOf(value) <= MostBytes)
            {
                kept[name] = value?.DeepClone();
                size += SizeOf(value);
            }
            else
                left.Add(name);
        kept["left_out"] = left;
        return verdict with { Evidence = kept };
    }

    private static int SizeOf(JsonNode? node) => node is null ? 4 : Encoding.UTF8.GetByteCount(node.ToJsonString());
}
