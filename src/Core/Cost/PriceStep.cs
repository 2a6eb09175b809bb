using LlmMonitor.Core.Calls;
using LlmMonitor.Core.Money;
using LlmMonitor.Core.Probes;
using LlmMonitor.Core.Projects;

namespace LlmMonitor.Core.Cost;

/// <summary>Prices a call by the table of today and the price of the call's own time. The result stays with the call.</summary>
public sealed class PriceStep(PriceTable table) : ICallStep
{
    public ValueTask<Func<NewCall, NewCall>> ForAsync(Project project, CancellationToken cancellation) =>
        new(incoming => incoming with { Call = Price(incoming.Call, project) });

    public LlmCall Price(LlmCall call, Project project)
    {
        // What an app's endpoint asks a model, the app reports and pays as calls of its own.
        if (call is { Model: ProbeTarget.AppModel, Origin: not CallOrigin.User })
            return call with { Cost = new CallCost(PicoUsd.Zero, null, null, null, table.Version) };
        var question = Question(call, project, table);
        var cost = CostRules.Price(table.Answer(question), call.Timestamp, call.Usage, failed: call.Error is not null);
        return call with { Cost = CostRules.Kept(cost, table.Version) };
    }

    /// <summary>A deployment's name stands for its model where the caller named Azure, or no provider at all.</summary>
    public static PriceQuestion Question(LlmCall call, Project project, PriceTable table)
    {
        var deployed =
            project.Deployments.Count > 0
            && (string.IsNullOrWhiteSpace(call.Provider) || table.Provider(call.Provider)?.Id == "azure")
            && project.Deployments.TryGetValue(call.Model.Trim().ToLowerInvariant(), out var deployment)
                ? deployment
                : null;
        return new(deployed?.Provider ?? call.Provider, deployed?.Model ?? call.Model, call.ResponseModel, call.ServiceTier, call.Region);
    }
}
