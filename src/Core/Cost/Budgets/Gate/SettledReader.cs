using LlmMonitor.Core.Calls;
using LlmMonitor.Core.Money;
using LlmMonitor.Core.Projects;
using LlmMonitor.Core.Rollups;

namespace LlmMonitor.Core.Cost.Budgets.Gate;

/// <summary>Reads what is folded of the windows of ledgers, up to the last minute into which a caller's clock may date a call.</summary>
public sealed class SettledReader(RollupReader rollups, UserSpendReader users)
{
    private const int UsersAtOnce = 16;

    /// <summary>By row key, for each key. Ledgers of one window share a reading; each user is read alone.</summary>
    public async Task<IReadOnlyDictionary<string, SettledSpend>> ReadAsync(
        Project project,
        IReadOnlyCollection<LedgerKey> keys,
        DateTimeOffset now,
        CancellationToken cancellation
    )
    {
        var spent = new Dictionary<string, SettledSpend>(StringComparer.Ordinal);
        foreach (var window in keys.Where(key => key.Scope != BudgetScope.User).GroupBy(key => key.Window))
        {
            var parts = await PartsAsync(project, window.Key, now, cancellation);
            foreach (var key in window)
                spent[key.RowKey] = new(parts.ToDictionary(part => part.Key, part => CostIn(part.Value, key)));
        }
        await Parallel.ForEachAsync(
            keys.Where(key => key.Scope == BudgetScope.User),
            new ParallelOptions { MaxDegreeOfParallelism = UsersAtOnce, CancellationToken = cancellation },
            async (key, token) =>
            {
                var settled = await OfUserAsync(project, key, now, token);
                lock (spent)
                    spent[key.RowKey] = settled;
            }
        );
        return spent;
    }

    private async Task<IReadOnlyDictionary<Minute, RollupSet>> PartsAsync(
        Project project,
        BudgetWindow window,
        DateTimeOffset now,
        CancellationToken cancellation
    )
    {
        var spans = SpansOf(project, window, now);
        if (window == BudgetWindow.Hour)
            return await rollups.ReadMinutesAsync(project.Id, spans[0].From, spans[0].Before, cancellation);
        var parts = new Dictionary<Minute, RollupSet>();
        foreach (var (from, before) in spans)
            parts[from] = await rollups.ReadAsync(project.Id, from, before, cancellation);
        return parts;
    }

    private async Task<SettledSpend> OfUserAsync(Project project, LedgerKey key, DateTimeOffset now, CancellationToken cancellation)
    {
        var userId = key.Subject == RollupKey.None ? null : key.Subject;
        var parts = new Dictionary<Minute, PicoUsd>();
        foreach (var (from, before) in SpansOf(project, key.Window, now))
        {
            var minutes = (await users.ReadOneAsync(project.Id, userId, from, before, cancellation)).Minutes;
            foreach (var (minute, spend) in minutes)
            {
                var part = key.Window == BudgetWindow.Hour ? minute : from;
                parts[part] = parts.GetValueOrDefault(part) + spend.Cost;
            }
        }
        return new(parts);
    }

    /// <summary>The window of now, and the next one where a caller's clock may be in it already.</summary>
    private static IReadOnlyList<(Minute From, Minute Before)> SpansOf(Project project, BudgetWindow window, DateTimeOffset now)
    {
        var zone = CostReports.ZoneOf(project);
        var span = BudgetRules.SpanOf(window, Minute.Of(now), zone);
        // One minute more, since time passes between this and the next reading.
        var latest = Minute.Of(now + CallLimits.ClockAhead).Plus(2);
        if (window == BudgetWindow.Hour)
            return [(span.From, latest)];
        return latest > span.Before ? [span, BudgetRules.SpanOf(window, span.Before, zone)] : [span];
    }

    private static PicoUsd CostIn(RollupSet set, LedgerKey key)
    {
        var sum = PicoUsd.Zero;
        foreach (var (cell, counted) in set.Cells)
            if (key.Scope == BudgetScope.Project || (key.Scope == BudgetScope.Feature ? cell.Feature : cell.Model) == key.Subject)
                sum += counted.Cost;
        return sum;
    }
}
