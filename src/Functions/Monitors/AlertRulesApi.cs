using System.Text.Json;
using System.Text.Json.Nodes;
using LlmMonitor.Core.Monitors;
using LlmMonitor.Core.Projects;
using LlmMonitor.Functions.Host;
using LlmMonitor.Functions.Projects;
using Microsoft.AspNetCore.Http.HttpResults;

namespace LlmMonitor.Functions.Monitors;

/// <summary>The limits that a project sets itself.</summary>
public static class AlertRulesApi
{
    public static void MapAlertRules(this IEndpointRouteBuilder v1)
    {
        var rules = v1.MapGroup("/alert-rules").WithTags("Monitors");
        rules.MapGet("", ListAsync).RequireScope(Scope.Read).WithName("ListAlertRules").WithSummary("The project's alert rules");
        rules
            .MapGet("/{name}", GetAsync)
            .RequireScope(Scope.Read)
            .WithName("GetAlertRule")
            .WithSummary("An alert rule")
            .ProducesProblem(404);
        rules
            .MapPut("/{name}", PutAsync)
            .RequireScope(Scope.Admin)
            .WithName("PutAlertRule")
            .WithSummary("Set an alert rule, such as any user over $1 in an hour")
            .ProducesProblem(400);
        rules
            .MapDelete("/{name}", DeleteAsync)
            .RequireScope(Scope.Admin)
            .WithName("DeleteAlertRule")
            .WithSummary("Remove an alert rule")
            .ProducesProblem(404);
    }

    private static async Task<Ok<AlertRuleList>> ListAsync(HttpContext context, AlertRuleStore store, CancellationToken cancellation) =>
        TypedResults.Ok(new AlertRuleList([.. (await store.ListAsync(context.ProjectOf().Id, cancellation)).Select(Answer)]));

    private static async Task<Results<Ok<JsonObject>, ProblemHttpResult>> GetAsync(
        string name,
        HttpContext context,
        AlertRuleStore store,
        CancellationToken cancellation
    ) =>
        (await store.ListAsync(context.ProjectOf().Id, cancellation)).FirstOrDefault(rule => rule.Name == name) is { } found
            ? TypedResults.Ok(Answer(found))
            : Problems.Of(404, "There is no such alert rule.");

    private static async Task<Results<Ok<JsonObject>, ProblemHttpResult>> PutAsync(
        string name,
        JsonElement wanted,
        HttpContext context,
        AlertRuleStore store,
        IEnumerable<IMonitor> monitors,
        CancellationToken cancellation
    )
    {
        var (rule, faults) = AlertRuleText.Read(name, wanted);
        if (monitors.Any(monitor => monitor.Name == name))
            faults = [new("name", "is the name of a monitor; alerts of both would be one"), .. faults];
        if (rule is null || faults.Count > 0)
            return Problems.Validation(faults.Select(fault => new RequestFault(null, fault.Field, fault.Message)));
        return await store.PutAsync(context.ProjectOf().Id, rule, cancellation)
            ? TypedResults.Ok(Answer(rule))
            : Problems.Validation([new RequestFault(null, "name", $"a project has at most {AlertRuleStore.MostRules} alert rules")]);
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> DeleteAsync(
        string name,
        HttpContext context,
        AlertRuleStore store,
        CancellationToken cancellation
    ) =>
        await store.DeleteAsync(context.ProjectOf().Id, name, cancellation)
            ? TypedResults.NoContent()
            : Problems.Of(404, "There is no such alert rule.");

    private static JsonObject Answer(AlertRule rule)
    {
        var json = AlertRuleText.Write(rule);
        json.Insert(0, "name", rule.Name);
        return json;
    }
}

internal sealed record AlertRuleList(IReadOnlyList<JsonObject> Rules);
