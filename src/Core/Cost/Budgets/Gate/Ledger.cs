using LlmMonitor.Core.Money;
using LlmMonitor.Core.Rollups;

namespace LlmMonitor.Core.Cost.Budgets.Gate;

/// <summary>
/// The one total that the gate goes by for a subject of a hard budget. <see cref="Reserved"/> is the sum of the reservations that are open
/// under it, always; <see cref="Settled"/> is what was folded when it was last read.
/// </summary>
public sealed record Ledger(LedgerKey Key)
{
    public PicoUsd Reserved { get; init; }
    public SettledSpend Settled { get; init; } = SettledSpend.None;

    /// <summary>Just before what is settled was read.</summary>
    public DateTimeOffset ReadAt { get; init; }

    /// <summary>How often it was read: whoever began to read before another one finished must not overwrite the other.</summary>
    public long Readings { get; init; }

    /// <summary>Null where it is not kept yet.</summary>
    public string? ETag { get; init; }

    /// <summary>What counts against a limit in the window that holds <paramref name="now"/>, settled and reserved.</summary>
    public PicoUsd UsedAt(Minute now, TimeZoneInfo zone) => SettledAt(now, zone) + Reserved;

    public PicoUsd SettledAt(Minute now, TimeZoneInfo zone)
    {
        var (from, before) = BudgetRules.SpanOf(Key.Window, now, zone);
        // A caller's clock may be ahead: what it dated into the coming minutes counts in a sliding hour from now on.
        return Settled.Within(from, Key.Window == BudgetWindow.Hour ? new Minute(long.MaxValue) : before);
    }
}

/// <summary>Scope and window belong to the key, so that a budget that is defined anew begins a new total.</summary>
public sealed record LedgerKey(string Budget, BudgetScope Scope, BudgetWindow Window, string Subject)
{
    public const string Prefix = "l|";

    /// <summary>Its key among the rows of the project.</summary>
    public string RowKey { get; } = $"{Prefix}{Budget}|{(int)Scope}|{(int)Window}|{UserSpendRows.EscapeUser(Subject)}";
}
