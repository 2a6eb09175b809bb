using System.Text.Json.Nodes;
using LlmMonitor.Core.Money;
using LlmMonitor.Core.Monitors;

namespace LlmMonitor.Core.Cost.Budgets;

/// <summary>
/// Spend against budget. One verdict for each budget and subject, at the greatest level that was reached: warning from the first warn level,
/// critical from the limit on. Evidence holds <c>level</c> and <c>window_start</c>: a level is worth one message in one window.
/// </summary>
public sealed class BudgetMonitor : IMonitor
{
    private const int CallsShown = 5;
    private const int MinutesWithCalls = 60;

    public string Name => "budget";

    public IEnumerable<Verdict> Evaluate(MonitorWindow window) => window.BudgetStandings.Select(use => Judge(use, window));

    private Verdict Judge(BudgetStanding use, MonitorWindow window)
    {
        var level = BudgetRules.LevelOf(use.Used, use.Limit, use.WarnAt);
        var state = level switch
        {
            null => VerdictState.Ok,
            1 => VerdictState.Critical,
            _ => VerdictState.Warning,
        };
        var who = use.Scope == use.Subject ? use.Subject : $"{use.Scope}:{use.Subject}";
        return new Verdict(
            Name,
            $"budget:{use.Budget}/{who}",
            state,
            $"{Who(use)} used {use.Used} of {use.Limit} USD{Share(use)} in the {Window(use)}, with {use.Calls} calls; budget {use.Budget}.",
            (double)use.Used.ToDecimal(),
            (double)use.Limit.ToDecimal(),
            "usd",
            use.Calls,
            use.From.Start,
            window.End.Start
        )
        {
            Cause = who,
            IsExact = true,
            Period = use.Window == "hour" ? null : use.From.Start,
            Level = level,
            Evidence = level is null ? null : EvidenceOf(use, level.Value, window),
        };
    }

    private static JsonObject EvidenceOf(BudgetStanding use, decimal level, MonitorWindow window) =>
        new()
        {
            ["level"] = (double)level,
            ["window"] = use.Window,
            ["window_start"] = use.From.Start,
            ["window_end"] = use.Before.Start,
            ["used_usd"] = use.Used.ToString(),
            ["limit_usd"] = use.Limit.ToString(),
            ["hard"] = use.Hard,
            ["top"] = new JsonArray([
                .. use.Top.Select(part => new JsonObject
                {
                    ["by"] = part.By,
                    ["name"] = part.Name,
                    ["used_usd"] = part.Used.ToString(),
                }),
            ]),
            ["top_calls"] = new JsonArray([.. DearestCalls(use, window)]),
        };

    /// <summary>The most expensive calls of a user in the last hour, as far as they are among the most expensive at all.</summary>
    private static IEnumerable<JsonObject> DearestCalls(BudgetStanding use, MonitorWindow window) =>
        use.Scope != "user"
            ? []
            : window
                .Last(MinutesWithCalls)
                .Cells.Values.SelectMany(cell => cell.MostExpensive.Items)
                .Where(call => call.Second == use.Subject)
                .OrderByDescending(call => call.Score)
                .Take(CallsShown)
                .Select(call => new JsonObject { ["request_id"] = call.Id, ["cost_usd"] = new PicoUsd(call.Score).ToString() });

    private static string Who(BudgetStanding use) => use.Scope == use.Subject ? "The project" : $"The {use.Scope} {use.Subject}";

    private static string Share(BudgetStanding use) =>
        use.Limit > PicoUsd.Zero ? $" ({use.Used.ToDecimal() / use.Limit.ToDecimal() * 100:0.#} %)" : "";

    private static string Window(BudgetStanding use) =>
        use.Window == "hour" ? "last 60 minutes" : $"{use.Window} that began at {use.From.Start:yyyy-MM-dd HH:mm} UTC";
}
