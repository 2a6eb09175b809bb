using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using LlmMonitor.Core.Money;
using LlmMonitor.Core.Storage;

namespace LlmMonitor.Core.Cost.Budgets.Gate;

/// <summary>
/// Keeps ledgers and reservations of a project in one partition, so that a reservation and every total that it counts in commit together:
/// no crash leaves the one without the other.
/// </summary>
public sealed class LedgerBook(ITables tables)
{
    /// <summary>Partition project; keys l|budget|scope|window|subject and r|request id.</summary>
    public const string Table = "budgetledgers";

    private const int ReadsAtOnce = 16;

    /// <summary>Those that are kept, by row key.</summary>
    public async Task<IReadOnlyDictionary<string, Ledger>> ReadAsync(
        string projectId,
        IEnumerable<string> rowKeys,
        CancellationToken cancellation
    )
    {
        var ledgers = new ConcurrentDictionary<string, Ledger>(StringComparer.Ordinal);
        await Parallel.ForEachAsync(
            rowKeys.Distinct(StringComparer.Ordinal),
            new ParallelOptions { MaxDegreeOfParallelism = ReadsAtOnce, CancellationToken = cancellation },
            async (key, token) =>
            {
                if (await tables.FindAsync(Table, projectId, key, token) is { } row)
                    ledgers[key] = LedgerOf(row);
            }
        );
        return ledgers;
    }

    public async Task<Reservation?> FindAsync(string projectId, string requestId, CancellationToken cancellation) =>
        await tables.FindAsync(Table, projectId, Reservation.Prefix + requestId, cancellation) is { } row ? ReservationOf(row) : null;

    /// <summary>Under which of these ids something is held.</summary>
    public async Task<IReadOnlySet<string>> HeldAsync(string projectId, IEnumerable<string> requestIds, CancellationToken cancellation)
    {
        var rows = requestIds.Select(id => new Row(projectId, Reservation.Prefix + id, Row.NoValues)).ToList();
        var there = await tables.ExistingKeysAsync(Table, rows, cancellation);
        return there.Select(key => key[Reservation.Prefix.Length..]).ToHashSet(StringComparer.Ordinal);
    }

    public async IAsyncEnumerable<Reservation> ReservationsAsync(string projectId, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var row in tables.ReadAsync(Table, RowRange.WithPrefix(projectId, Reservation.Prefix), cancellation))
            yield return ReservationOf(row);
    }

    public async IAsyncEnumerable<Ledger> LedgersAsync(string projectId, [EnumeratorCancellation] CancellationToken cancellation)
    {
        await foreach (var row in tables.ReadAsync(Table, RowRange.WithPrefix(projectId, LedgerKey.Prefix), cancellation))
            yield return LedgerOf(row);
    }

    /// <returns>False where it is not as it was read, and stays.</returns>
    public async Task<bool> ForgetAsync(string projectId, Ledger ledger, CancellationToken cancellation)
    {
        try
        {
            await tables.CommitAsync(Table, [RowChange.Delete(projectId, ledger.Key.RowKey, ledger.ETag)], cancellation);
            return true;
        }
        catch (RowConflictException)
        {
            return false;
        }
    }

    /// <summary>The projects that have ledgers.</summary>
    public async IAsyncEnumerable<string> ProjectsAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        for (string? next = null; ; )
        {
            string? found = null;
            await foreach (
                var row in tables.ReadAsync(Table, RowRange.Partitions(next, null) with { Columns = [], Most = 1 }, cancellation)
            )
                found = row.Partition;
            if (found is null)
                yield break;
            yield return found;
            next = found + " ";
        }
    }

    /// <summary>All of it or nothing. The changes come in the order of the parameters, which is how a conflict's index reads.</summary>
    /// <exception cref="RowConflictException">A ledger or reservation is not as it was read, or a reservation of that id is there already.</exception>
    public Task CommitAsync(
        string projectId,
        IReadOnlyList<Reservation> reserved,
        IReadOnlyList<Reservation> released,
        IReadOnlyList<Ledger> ledgers,
        CancellationToken cancellation
    ) =>
        tables.CommitAsync(
            Table,
            [
                .. reserved.Select(reservation => RowChange.Insert(RowOf(projectId, reservation))),
                .. released.Select(reservation => RowChange.Delete(projectId, reservation.RowKey, reservation.ETag)),
                .. ledgers.Select(ledger =>
                    ledger.ETag is null ? RowChange.Insert(RowOf(projectId, ledger)) : RowChange.Update(RowOf(projectId, ledger))
                ),
            ],
            cancellation
        );

    /// <summary>Removes ledgers and takes them out of what is reserved; a reservation that is left with none goes. All of it or nothing.</summary>
    /// <exception cref="RowConflictException">Something is not as it was read.</exception>
    public Task StrikeAsync(
        string projectId,
        IReadOnlyList<Ledger> ledgers,
        IReadOnlyList<(Reservation Reservation, IReadOnlyList<string> Left)> held,
        CancellationToken cancellation
    ) =>
        tables.CommitAsync(
            Table,
            [
                .. ledgers.Select(ledger => RowChange.Delete(projectId, ledger.Key.RowKey, ledger.ETag)),
                .. held.Select(one =>
                    one.Left.Count == 0
                        ? RowChange.Delete(projectId, one.Reservation.RowKey, one.Reservation.ETag)
                        : RowChange.Update(RowOf(projectId, one.Reservation with { Ledgers = one.Left }))
                ),
            ],
            cancellation
        );

    private static Row RowOf(string projectId, Ledger ledger) =>
        new(
            projectId,
            ledger.Key.RowKey,
            new Dictionary<string, object>(StringComparer.Ordinal)
            {
                ["budget"] = ledger.Key.Budget,
                ["scope"] = (long)ledger.Key.Scope,
                ["window"] = (long)ledger.Key.Window,
                ["subject"] = ledger.Key.Subject,
                ["reserved_usd"] = ledger.Reserved.ToString(),
                ["settled"] = ledger.Settled.ToBytes(),
                ["read_at"] = ledger.ReadAt,
                ["readings"] = ledger.Readings,
            },
            ledger.ETag
        );

    private static Ledger LedgerOf(Row row) =>
        new(
            new LedgerKey(
                row.Text("budget")!,
                (BudgetScope)row.Number("scope")!.Value,
                (BudgetWindow)row.Number("window")!.Value,
                row.Text("subject")!
            )
        )
        {
            Reserved = PicoUsd.Parse(row.Text("reserved_usd")!),
            Settled = SettledSpend.FromBytes(row.Bytes("settled")),
            ReadAt = row.Time("read_at")!.Value,
            Readings = row.Number("readings")!.Value,
            ETag = row.ETag,
        };

    private static Row RowOf(string projectId, Reservation reservation) =>
        new(
            projectId,
            reservation.RowKey,
            new Dictionary<string, object>(StringComparer.Ordinal)
            {
                ["amount_usd"] = reservation.Amount.ToString(),
                ["reserved_at"] = reservation.ReservedAt,
                ["expires_at"] = reservation.ExpiresAt,
                ["ledgers"] = string.Join('\n', reservation.Ledgers),
            },
            reservation.ETag
        );

    private static Reservation ReservationOf(Row row) =>
        new(
            row.Key[Reservation.Prefix.Length..],
            PicoUsd.Parse(row.Text("amount_usd")!),
            row.Time("reserved_at")!.Value,
            row.Time("expires_at")!.Value,
            row.Text("ledgers")!.Split('\n')
        )
        {
            ETag = row.ETag,
        };
}
