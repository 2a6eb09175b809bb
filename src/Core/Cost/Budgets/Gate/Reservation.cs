using LlmMonitor.Core.Money;

namespace LlmMonitor.Core.Cost.Budgets.Gate;

/// <summary>Money held for one call, until the call stands in what is settled or did not come in time.</summary>
/// <param name="Ledgers">The row keys of the ledgers under which it is held.</param>
public sealed record Reservation(
    string RequestId,
    PicoUsd Amount,
    DateTimeOffset ReservedAt,
    DateTimeOffset ExpiresAt,
    IReadOnlyList<string> Ledgers
)
{
    public const string Prefix = "r|";

    public string RowKey => Prefix + RequestId;

    /// <summary>Null where it is not kept yet.</summary>
    public string? ETag { get; init; }
}

/// <summary>A call that is about to be made.</summary>
/// <param name="Held">The ledgers that it falls under, each with its limit.</param>
public sealed record Ask(string RequestId, PicoUsd Amount, IReadOnlyList<Hold> Held);

public sealed record Hold(LedgerKey Key, PicoUsd Limit);
