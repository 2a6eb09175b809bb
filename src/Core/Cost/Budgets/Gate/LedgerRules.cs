using LlmMonitor.Core.Money;
using LlmMonitor.Core.Rollups;

namespace LlmMonitor.Core.Cost.Budgets.Gate;

/// <summary>Who of those that ask may spend, given what is used: settled + reserved never pass a limit here. Pure.</summary>
public static class LedgerRules
{
    /// <summary>How soon reservations usually turn into what their calls really cost: a call, its slot, its fold.</summary>
    public static TimeSpan SettlesWithin { get; } = TimeSpan.FromSeconds(30);

    /// <summary>In the order in which they are given; each that is allowed is counted before the next is looked at.</summary>
    /// <param name="ledgers">By row key, all that are asked for.</param>
    public static Decision Decide(
        IReadOnlyList<Ask> asks,
        IReadOnlyDictionary<string, Ledger> ledgers,
        DateTimeOffset now,
        DateTimeOffset expiresAt,
        TimeZoneInfo zone
    )
    {
        var next = new Dictionary<string, Ledger>(ledgers, StringComparer.Ordinal);
        var changed = new HashSet<string>(StringComparer.Ordinal);
        var reservations = new List<Reservation>();
        var answers = new Dictionary<string, ReserveAnswer>(StringComparer.Ordinal);
        foreach (var ask in asks)
        {
            var refusals = ask.Held.Where(hold => !Fits(hold, ask.Amount)).Select(hold => Refusal(hold, ask.Amount)).ToList();
            if (refusals.Count > 0)
            {
                // All of them must free up, so the last to do so says when; one that never does says all.
                answers[ask.RequestId] = refusals.MaxBy(refusal => refusal.RetryAt ?? DateTimeOffset.MaxValue)!;
                continue;
            }
            foreach (var hold in ask.Held)
            {
                var key = hold.Key.RowKey;
                next[key] = next[key] with { Reserved = next[key].Reserved + ask.Amount };
                changed.Add(key);
            }
            var reservation = new Reservation(ask.RequestId, ask.Amount, now, expiresAt, [.. ask.Held.Select(hold => hold.Key.RowKey)]);
            reservations.Add(reservation);
            answers[ask.RequestId] = ReserveAnswer.Held(reservation, Left(ask.Held, next, now, zone));
        }
        return new([.. changed.Select(key => next[key])], reservations, answers);

        PicoUsd Used(Hold hold) => next[hold.Key.RowKey].UsedAt(Minute.Of(now), zone);

        bool Fits(Hold hold, PicoUsd amount) => hold.Limit > PicoUsd.Zero && Used(hold) + amount <= hold.Limit;

        ReserveAnswer Refusal(Hold hold, PicoUsd amount) =>
            new(false)
            {
                Budget = hold.Key.Budget,
                Reason = "over_limit",
                RetryAt = RetryAt(next[hold.Key.RowKey], hold.Limit, amount, now, zone),
            };
    }

    /// <summary>What the tightest of these budgets has left; 0 where a limit was lowered below what is used.</summary>
    public static PicoUsd Left(IReadOnlyList<Hold> held, IReadOnlyDictionary<string, Ledger> ledgers, DateTimeOffset now, TimeZoneInfo zone)
    {
        var left = held.Min(hold =>
            hold.Limit - (ledgers.GetValueOrDefault(hold.Key.RowKey)?.UsedAt(Minute.Of(now), zone) ?? PicoUsd.Zero)
        );
        return left > PicoUsd.Zero ? left : PicoUsd.Zero;
    }

    /// <summary>
    /// When an amount that does not fit now will: once enough of the oldest minutes have left the sliding hour, or the day or month ends; where
    /// only reservations stand in its way, once they are likely settled. Null where it never fits.
    /// </summary>
    public static DateTimeOffset? RetryAt(Ledger ledger, PicoUsd limit, PicoUsd amount, DateTimeOffset now, TimeZoneInfo zone)
    {
        if (limit <= PicoUsd.Zero || amount > limit)
            return null;
        var (from, before) = BudgetRules.SpanOf(ledger.Key.Window, Minute.Of(now), zone);
        var left = ledger.SettledAt(Minute.Of(now), zone);
        if (left + amount <= limit)
            return now + SettlesWithin;
        if (ledger.Key.Window != BudgetWindow.Hour)
            return before.Start;
        foreach (var (minute, usd) in ledger.Settled.Parts.Where(part => part.Key >= from))
        {
            left -= usd;
            if (left + amount <= limit)
                return minute.Plus(Minute.PerHour).Start;
        }
        return before.Plus(Minute.PerHour).Start;
    }
}

/// <param name="Ledgers">Those that changed.</param>
/// <param name="Answers">By request id.</param>
public sealed record Decision(
    IReadOnlyList<Ledger> Ledgers,
    IReadOnlyList<Reservation> Reservations,
    IReadOnlyDictionary<string, ReserveAnswer> Answers
);
