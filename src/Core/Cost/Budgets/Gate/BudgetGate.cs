using System.Collections.Concurrent;
using LlmMonitor.Core.Calls;
using LlmMonitor.Core.Money;
using LlmMonitor.Core.Projects;
using Microsoft.Extensions.Options;

namespace LlmMonitor.Core.Cost.Budgets.Gate;

/// <summary>
/// Answers, before a call is made, whether its hard budgets allow it, and holds the money until the call arrives. Settled + reserved never pass
/// a limit, at any number of instances; docs/guides/budgets.md argues why, and says what the promise does not cover.
/// </summary>
public sealed class BudgetGate(
    BudgetStore budgets,
    LedgerBook book,
    Settlement settlement,
    PriceTable prices,
    TimeProvider time,
    SecretSource secrets,
    IOptions<BudgetOptions> options
)
{
    /// <summary>How long storage may take before the budget's <see cref="OnError"/> is the answer: within a second, with the way there and back.</summary>
    public static TimeSpan Patience { get; } = TimeSpan.FromMilliseconds(800);

    private readonly ConcurrentDictionary<string, LedgerQueue> _queues = new(StringComparer.Ordinal);

    /// <summary>Never throws for storage: then the answer is degraded.</summary>
    /// <param name="call">The call as it would be reported, with the most output that it may have.</param>
    public async Task<ReserveAnswer> ReserveAsync(Project project, LlmCall call)
    {
        var deadline = time.GetUtcNow() + Patience;
        if (await BudgetsAsync(project.Id) is not { } all)
            return Unavailable(options.Value.WhenUnknown == OnError.Open, null);
        Hold[] held = [.. all.Where(budget => budget.Hard).Select(budget => HoldOf(budget, call)).OfType<Hold>()];
        var strict = all.FirstOrDefault(budget => budget.OnError == OnError.Closed && held.Any(hold => hold.Key.Budget == budget.Name));
        if (held.Length == 0)
            return new ReserveAnswer(true);
        if (held.FirstOrDefault(hold => hold.Limit <= PicoUsd.Zero) is { } blocking)
            return new ReserveAnswer(false) { Budget = blocking.Key.Budget, Reason = "over_limit" };
        var cost = CostRules.Price(prices.Answer(PriceStep.Question(call, project, prices)), call.Timestamp, call.Usage, failed: false);
        if (cost.Usd is not { } usd)
            return new ReserveAnswer(strict is null) { Budget = strict?.Name, Reason = "unpriced" };
        try
        {
            var ask = new Ask(call.RequestId, PicoUsd.FromUsd(usd), held);
            var patience = deadline - time.GetUtcNow();
            return await _queues
                .GetOrAdd(project.Id, MakeQueue)
                .AskAsync(project, ask, patience > TimeSpan.Zero ? patience : TimeSpan.Zero);
        }
        catch (Exception)
        {
            return Unavailable(strict is null, strict?.Name);
        }
    }

    /// <summary>What was last read is good enough where storage is away.</summary>
    private async Task<IReadOnlyList<Budget>?> BudgetsAsync(string projectId)
    {
        try
        {
            return await budgets.RecentAsync(projectId).WaitAsync(Patience, time);
        }
        catch (Exception)
        {
            return budgets.LastSeen(projectId);
        }
    }

    private static Hold? HoldOf(Budget budget, LlmCall call) =>
        BudgetRules.SubjectOf(budget, call.UserId, call.Feature, call.Model) is { } subject
            ? new Hold(new LedgerKey(budget.Name, budget.Scope, budget.Window, subject), budget.Limit)
            : null;

    private static ReserveAnswer Unavailable(bool allowed, string? budget) =>
        new(allowed)
        {
            Budget = budget,
            Reason = "unavailable",
            Degraded = true,
        };

    private LedgerQueue MakeQueue(string projectId)
    {
        var seed = new byte[sizeof(int)];
        secrets(seed);
        return new(book, settlement, time, new Random(BitConverter.ToInt32(seed)), TimeSpan.FromMinutes(options.Value.ReservationMinutes));
    }
}
