using System.Globalization;
using System.Text.Json;
using LlmMonitor.Core.Cost.Budgets;
using LlmMonitor.Core.Money;
using LlmMonitor.Functions.Host;

namespace LlmMonitor.Functions.Cost;

/// <summary>A budget as it is sent. What is not given: match *, a soft budget, warnings at 0.8 and 1, open on error.</summary>
/// <param name="LimitUsd">A decimal string, such as "1.00"; a number is taken too.</param>
internal sealed record BudgetRequest(
    string? Scope,
    string? Match,
    JsonElement? LimitUsd,
    string? Window,
    IReadOnlyList<decimal>? WarnAt,
    bool? Hard,
    string? OnError
)
{
    /// <summary>The budget, to be used only where there are no faults.</summary>
    public (Budget Budget, IReadOnlyList<RequestFault> Faults) Read(string name)
    {
        var faults = new List<RequestFault>();
        var budget = new Budget(
            name,
            Word<BudgetScope>("scope", Scope, null),
            string.IsNullOrEmpty(Match) ? Budget.Each : Match,
            Limit(),
            Word<BudgetWindow>("window", Window, null)
        )
        {
            Hard = Hard ?? false,
            OnError = Word<OnError>("on_error", OnError, Core.Cost.Budgets.OnError.Open),
        };
        if (WarnAt is not null)
            budget = budget with { WarnAt = [.. WarnAt.Distinct().Order()] };
        return (budget, [.. faults, .. BudgetRules.Check(budget).Select(fault => new RequestFault(null, fault.Field, fault.Message))]);

        PicoUsd Limit()
        {
            var text = LimitUsd?.ValueKind switch
            {
                JsonValueKind.String => LimitUsd.Value.GetString(),
                JsonValueKind.Number => LimitUsd.Value.GetRawText(),
                _ => null,
            };
            // Parsed only within what money holds; beyond it the rules name the fault.
            if (decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var usd))
                return PicoUsd.FromUsd(Math.Clamp(usd, -1e12m, 1e12m));
            faults.Add(new(null, "limit_usd", "must be a decimal number of USD, such as \"1.00\"; it is required"));
            return PicoUsd.Zero;
        }

        T Word<T>(string field, string? text, T? otherwise)
            where T : struct, Enum
        {
            foreach (var value in Enum.GetValues<T>())
                if (BudgetSpend.WordOf(value) == text)
                    return value;
            if (text is null && otherwise is { } known)
                return known;
            faults.Add(new(null, field, $"must be one of {string.Join(", ", Enum.GetValues<T>().Select(BudgetSpend.WordOf))}"));
            return default;
        }
    }
}
