using LlmMonitor.Core.Privacy;
using LlmMonitor.Core.Storage;

namespace LlmMonitor.Core.Cost.Budgets.Gate;

/// <summary>
/// A person's own ledgers, and their part in what is reserved at this moment. Whoever comes again under the same id begins with nothing spent.
/// </summary>
public sealed class LedgerErasure(LedgerBook book) : IPersonalData
{
    private const int Tries = 5;

    public async Task EraseAsync(Erasure erasure, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(erasure);
        for (var attempt = 1; ; attempt++)
            try
            {
                erasure.Count(LedgerBook.Table, await EraseOnceAsync(erasure, cancellation));
                return;
            }
            catch (RowConflictException) when (attempt < Tries) { } // Something was reserved or settled meanwhile: read it again.
    }

    private async Task<int> EraseOnceAsync(Erasure erasure, CancellationToken cancellation)
    {
        var project = erasure.Project.Id;
        var theirs = await book.LedgersAsync(project, cancellation)
            .Where(ledger => ledger.Key.Scope == BudgetScope.User && ledger.Key.Subject == erasure.UserId)
            .ToListAsync(cancellation);
        if (theirs.Count == 0)
            return 0;
        var keys = theirs.Select(ledger => ledger.Key.RowKey).ToHashSet(StringComparer.Ordinal);
        var held = await book.ReservationsAsync(project, cancellation)
            .Where(reservation => reservation.Ledgers.Any(keys.Contains))
            .ToListAsync(cancellation);
        await book.StrikeAsync(project, theirs, [.. held.Select(one => (one, Left(one)))], cancellation);
        return theirs.Count + held.Count;

        IReadOnlyList<string> Left(Reservation reservation) => [.. reservation.Ledgers.Where(key => !keys.Contains(key))];
    }
}
