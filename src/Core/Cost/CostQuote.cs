using LlmMonitor.Core.Calls;

namespace LlmMonitor.Core.Cost;

/// <summary>What calls would cost, before they are made.</summary>
/// <param name="CostUsd">Of all calls together, exact; null where there is no price.</param>
/// <param name="Model">The entry that prices them: <c>openai/gpt-4o</c>.</param>
/// <param name="Reason">Why there is no price; null exactly where there is one.</param>
public sealed record CostQuote(decimal? CostUsd, string? Model, DateOnly? PriceFrom, string? Reason, string TableVersion)
{
    public bool Priced => CostUsd is not null;

    /// <exception cref="ArgumentOutOfRangeException"><paramref name="nCalls"/> is negative.</exception>
    public static CostQuote For(PriceTable table, PriceQuestion question, DateTimeOffset at, TokenUsage usage, long nCalls = 1)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(nCalls);
        var cost = CostRules.Price(table.Answer(question), at, usage, failed: false);
        return new(cost.Usd is { } usd ? Plain(usd * nCalls) : null, cost.PricedModel, cost.PriceFrom, cost.Reason, table.Version);
    }

    /// <summary>Without trailing zeros: 0.022, not 0.0220000.</summary>
    private static decimal Plain(decimal usd) => usd / 1.0000000000000000000000000000m;
}
