using System.Text.Json.Nodes;
using LlmMonitor.Core.Monitors;
using LlmMonitor.Core.Rollups;

namespace LlmMonitor.Core.Cost.Monitors;

/// <summary>Warns for each model with calls in the last hour whose price is not known: they are in no sum, and no budget or spike monitor sees them.</summary>
public sealed class UnpricedModelsMonitor : IMonitor
{
    public string Name => "unpriced_models";

    public IEnumerable<Verdict> Evaluate(MonitorWindow window)
    {
        var seen = ByModel(window.Last(MonitorWindow.LookBackMinutes));
        var lastHour = ByModel(window.Last(Minute.PerHour));
        return seen.Keys.Select(model => VerdictOf(window, model, lastHour.GetValueOrDefault(model)));
    }

    private Verdict VerdictOf(MonitorWindow window, string model, Spend spend)
    {
        var rings = spend.Unpriced > 0;
        var subject = $"model:{model}";
        return new(
            Name,
            subject,
            rings ? VerdictState.Warning : VerdictState.Ok,
            rings
                ? $"{spend.Unpriced} of {spend.Calls} calls of model {model} in the last hour have no known price, and are in no sum or budget. "
                    + "Each call names its reason: add the price, or name the deployment with PUT /api/v1/deployments/{name}; then POST /api/v1/cost/reprice (docs/reference/prices.md)."
                : $"All {spend.Calls} calls of model {model} in the last hour have a price.",
            spend.Unpriced,
            0,
            "calls",
            spend.Calls,
            window.End.Plus(-Minute.PerHour).Start,
            window.End.Start
        )
        {
            Cause = rings ? "unpriced" : null,
            Evidence = rings
                ? new JsonObject
                {
                    ["model"] = model,
                    ["n_unpriced_calls"] = spend.Unpriced,
                    ["n_calls"] = spend.Calls,
                    ["price_it"] = new JsonArray("PUT /v1/deployments/{name}", "src/Core/Cost/prices/<provider>.json"),
                    ["then"] = "POST /v1/cost/reprice",
                }
                : null,
        };
    }

    private static SortedDictionary<string, Spend> ByModel(RollupSet set)
    {
        var models = new SortedDictionary<string, Spend>(StringComparer.Ordinal);
        foreach (var (key, cell) in set.Cells)
            models[key.Model] = models.GetValueOrDefault(key.Model).Plus(Spend.Of(cell));
        return models;
    }
}
