using LlmMonitor.Core.Calls;
using LlmMonitor.Core.Money;
using LlmMonitor.Core.Projects;
using LlmMonitor.Core.Storage;

namespace LlmMonitor.Core.Cost.Budgets.Gate;

/// <summary>
/// Reads anew what is settled, and lets go of reservations whose calls stand in that reading, or did not come. Both in one commit, and only
/// where nobody wrote a reading meanwhile: so no call is ever in neither sum. May run any number of times, at once or after a kill.
/// </summary>
public sealed class Settlement(LedgerBook book, SettledReader settled, CallIndex index, ITables tables, TimeProvider time)
{
    private const int Tries = 20;

    /// <summary>Before a slot can be folded no call of it is settled.</summary>
    private static readonly TimeSpan Soonest = TimeSpan.FromSeconds(Slot.LengthSeconds) + Slot.Grace;

    /// <summary>Longer than anybody who read a ledger still works with what it read.</summary>
    private static readonly TimeSpan Idle = TimeSpan.FromDays(1);

    /// <summary>Makes sure that what is settled of these ledgers was read within the last <paramref name="age"/>; makes those that are not kept yet.</summary>
    public async Task FreshenAsync(Project project, IReadOnlyCollection<LedgerKey> keys, TimeSpan age, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        var kept = await book.ReadAsync(project.Id, keys.Select(key => key.RowKey), cancellation);
        var stale = keys.Select(key => kept.GetValueOrDefault(key.RowKey) ?? new Ledger(key))
            .Where(ledger => ledger.ETag is null || now - ledger.ReadAt >= age)
            .ToList();
        if (stale.Count == 0)
            return;
        foreach (var chunk in (await ReadAnewAsync(project, stale, cancellation)).Values.Chunk(TableLimits.ChangesPerCommit))
            await WriteAsync(project.Id, chunk, [], cancellation);
    }

    /// <summary>Lets go of what is over among the reservations that pass the filter.</summary>
    public async Task ReleaseAsync(Project project, Func<Reservation, bool> filter, CancellationToken cancellation)
    {
        var over = await OverAsync(project.Id, filter, cancellation);
        if (over.Count == 0)
            return;
        // Which calls are folded was found out before this reading begins, so it holds all of them.
        var before = await book.ReadAsync(project.Id, over.SelectMany(reservation => reservation.Ledgers), cancellation);
        var readings = await ReadAnewAsync(project, before.Values, cancellation);
        foreach (var commit in Commits(over))
        {
            var touched = commit.SelectMany(reservation => reservation.Ledgers).Distinct(StringComparer.Ordinal).ToList();
            if (!await WriteAsync(project.Id, [.. touched.Select(key => readings[key])], commit, cancellation))
                return; // Somebody else is at it.
            foreach (var key in touched)
                readings[key] = readings[key] with { Readings = readings[key].Readings + 1 };
        }
    }

    /// <summary>Forgets ledgers under which nothing is held and nobody asked for long: the next ask makes them anew from what is folded.</summary>
    public async Task TidyAsync(string projectId, CancellationToken cancellation)
    {
        var idle = new List<Ledger>();
        await foreach (var ledger in book.LedgersAsync(projectId, cancellation))
            if (ledger.Reserved == PicoUsd.Zero && time.GetUtcNow() - ledger.ReadAt >= Idle)
                idle.Add(ledger);
        foreach (var ledger in idle)
            await book.ForgetAsync(projectId, ledger, cancellation);
    }

    /// <summary>
    /// A call is settled once its id is claimed and the slot of the claim has no work left: folding clears its marker last. It did not come where
    /// its time is over, every slot that could have taken it until then is folded, and its id is still not claimed.
    /// </summary>
    private async Task<List<Reservation>> OverAsync(string projectId, Func<Reservation, bool> filter, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        var oldestWork = await OldestWorkAsync(projectId, cancellation); // Before the claims are looked at: folding claims first.
        var open = new List<Reservation>();
        await foreach (var reservation in book.ReservationsAsync(projectId, cancellation))
            if (now - reservation.ReservedAt >= Soonest && filter(reservation))
                open.Add(reservation);
        var places = await index.FindAllAsync(projectId, [.. open.Select(reservation => reservation.RequestId)], cancellation);
        var working = await tables.ExistingKeysAsync(
            CallTables.Markers,
            [.. places.OfType<SlotShard>().Distinct().Select(place => new Row(projectId, place.Key, Row.NoValues))],
            cancellation
        );
        return
        [
            .. open.Where(
                (reservation, i) =>
                    places[i] is { } place
                        ? !working.Contains(place.Key)
                        : now >= reservation.ExpiresAt + Soonest && !(oldestWork?.Start <= reservation.ExpiresAt + Slot.Grace)
            ),
        ];
    }

    private async Task<Slot?> OldestWorkAsync(string projectId, CancellationToken cancellation)
    {
        await foreach (
            var marker in tables.ReadAsync(CallTables.Markers, RowRange.In(projectId) with { Columns = [], Most = 1 }, cancellation)
        )
            return SlotShard.Parse(projectId, marker.Key).Slot;
        return null;
    }

    private async Task<Dictionary<string, Ledger>> ReadAnewAsync(
        Project project,
        IEnumerable<Ledger> ledgers,
        CancellationToken cancellation
    )
    {
        var now = time.GetUtcNow();
        var all = ledgers.ToList();
        var spent = await settled.ReadAsync(project, [.. all.Select(ledger => ledger.Key)], now, cancellation);
        return all.ToDictionary(
            ledger => ledger.Key.RowKey,
            ledger => ledger with { Settled = spent[ledger.Key.RowKey], ReadAt = now, Readings = ledger.Readings + 1 },
            StringComparer.Ordinal
        );
    }

    /// <summary>Writes readings over ledgers that nobody read meanwhile, whatever was reserved meanwhile; with a release all of them or nothing.</summary>
    private async Task<bool> WriteAsync(string projectId, Ledger[] readings, List<Reservation> released, CancellationToken cancellation)
    {
        for (var left = Tries; left > 0; left--)
        {
            var kept = await book.ReadAsync(projectId, readings.Select(reading => reading.Key.RowKey), cancellation);
            var next = new List<Ledger>();
            foreach (var reading in readings)
            {
                var ledger = kept.GetValueOrDefault(reading.Key.RowKey) ?? new Ledger(reading.Key);
                if (ledger.Readings == reading.Readings - 1)
                    next.Add(reading with { Reserved = ledger.Reserved - Sum(released, reading.Key.RowKey), ETag = ledger.ETag });
                else if (released.Count > 0)
                    return false;
            }
            if (next.Count == 0)
                return false;
            try
            {
                await book.CommitAsync(projectId, [], released, next, cancellation);
                return true;
            }
            catch (RowConflictException conflict) when (conflict.Index < released.Count)
            {
                return false;
            }
            catch (RowConflictException) { } // Something was reserved: take it along.
        }
        return false;
    }

    private static PicoUsd Sum(List<Reservation> released, string key) =>
        released
            .Where(reservation => reservation.Ledgers.Contains(key, StringComparer.Ordinal))
            .Aggregate(PicoUsd.Zero, (sum, reservation) => sum + reservation.Amount);

    /// <summary>As many together as fit one commit with the ledgers that they touch.</summary>
    private static IEnumerable<List<Reservation>> Commits(List<Reservation> reservations)
    {
        var commit = new List<Reservation>();
        var ledgers = new HashSet<string>(StringComparer.Ordinal);
        foreach (var reservation in reservations)
        {
            var more = reservation.Ledgers.Count(key => !ledgers.Contains(key));
            if (commit.Count + 1 + ledgers.Count + more > TableLimits.ChangesPerCommit)
            {
                yield return commit;
                commit = [];
                ledgers.Clear();
            }
            commit.Add(reservation);
            ledgers.UnionWith(reservation.Ledgers);
        }
        if (commit.Count > 0)
            yield return commit;
    }
}
