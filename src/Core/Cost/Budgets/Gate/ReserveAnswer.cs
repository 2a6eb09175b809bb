using LlmMonitor.Core.Money;

namespace LlmMonitor.Core.Cost.Budgets.Gate;

/// <summary>Whether a call may be made.</summary>
public sealed record ReserveAnswer(bool Allowed)
{
    /// <summary>Null where nothing is held: no hard budget concerns the call, it has no price, or the gate could not know.</summary>
    public string? ReservationId { get; init; }

    /// <summary>What the tightest budget has left after this; null where nothing is held.</summary>
    public PicoUsd? RemainingUsd { get; init; }
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>The budget that refused.</summary>
    public string? Budget { get; init; }

    /// <summary>When it is worth asking again; null where waiting does not help.</summary>
    public DateTimeOffset? RetryAt { get; init; }

    /// <summary>Why, where it is not plain: over_limit, unpriced, request_id_in_use, unavailable.</summary>
    public string? Reason { get; init; }

    /// <summary>Storage did not answer in time; the answer is the budget's <see cref="OnError"/>.</summary>
    public bool Degraded { get; init; }

    public static ReserveAnswer Held(Reservation reservation, PicoUsd? remaining) =>
        new(true)
        {
            ReservationId = $"rsv_{reservation.RequestId}",
            ExpiresAt = reservation.ExpiresAt,
            RemainingUsd = remaining,
        };
}
