using System.Collections.Concurrent;
using LlmMonitor.Core.Calls;
using LlmMonitor.Core.Money;
using LlmMonitor.Core.Projects;
using LlmMonitor.Core.Rollups;
using Microsoft.Extensions.Options;

namespace LlmMonitor.Core.Judge;

/// <summary>
/// What judging has cost a project today. The calls are the truth: their rollups are read once a minute, and what this process paid since then
/// is added. Another instance's last minute is not seen, so that the budget can be passed by what is under way.
/// </summary>
public sealed class JudgeBudget(RollupReader rollups, IOptions<JudgeOptions> options, TimeProvider time)
{
    private static readonly TimeSpan Life = TimeSpan.FromMinutes(1);
    private readonly BriefCache<Figure> _folded = new(time, Life, most: 5_000);
    private readonly ConcurrentDictionary<(string Project, DateOnly Day), PicoUsd> _paidHere = new();

    public async Task<bool> IsOpenAsync(string projectId, CancellationToken cancellation) =>
        await SpentAsync(projectId, cancellation) < PicoUsd.FromUsd(options.Value.UsdPerDay);

    public void Pay(string projectId, PicoUsd usd)
    {
        foreach (var old in _paidHere.Keys.Where(key => key.Day < Today))
            _paidHere.TryRemove(old, out _);
        _paidHere.AddOrUpdate((projectId, Today), usd, (_, before) => before + usd);
    }

    private DateOnly Today => DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);

    /// <summary>The greater of what is folded and what was paid here: the second is part of the first as soon as it is folded.</summary>
    private async Task<PicoUsd> SpentAsync(string projectId, CancellationToken cancellation)
    {
        var today = Today;
        var here = _paidHere.GetValueOrDefault((projectId, today));
        var folded = (await _folded.GetAsync($"{projectId}|{today:yyyyMMdd}", () => FoldedAsync(projectId, today), cancellation))!.Usd;
        return folded > here ? folded : here;
    }

    private async Task<Figure?> FoldedAsync(string projectId, DateOnly today)
    {
        var set = await rollups.ReadAsync(projectId, Minute.FirstOf(today), Minute.AtOrAfter(time.GetUtcNow()), CancellationToken.None);
        return new(
            set.Cells.Where(cell => cell.Key.Origin == CallOrigin.Judge).Aggregate(PicoUsd.Zero, (sum, cell) => sum + cell.Value.Cost)
        );
    }

    private sealed record Figure(PicoUsd Usd);
}
