using LlmMonitor.Core.Calls;
using LlmMonitor.Core.Cost;
using LlmMonitor.Core.Drift;
using LlmMonitor.Core.Monitors;
using LlmMonitor.Core.Projects;
using LlmMonitor.Core.Storage;
using LlmMonitor.Core.Telemetry;
using Microsoft.Extensions.Options;

namespace LlmMonitor.Core.SelfMonitoring;

/// <summary>
/// Looks whether the monitor sees: each five minutes at what all projects share, for those who operate it, and at each project. Leaves findings; what
/// rings for the operators goes to their alerts at once, for the minute's run that carries findings may be what fails.
/// </summary>
public sealed class SelfRun(
    ITables tables,
    IQueues queues,
    WatchedTriggers triggers,
    TimerOutcomes outcomes,
    PriceTable prices,
    StreamStore streams,
    FindingStore findings,
    DecideVerdicts decide,
    IOptions<SelfOptions> options,
    IOptions<DriftOptions> drift
)
{
    public const string Source = "self";

    /// <summary>Three looks may be missed.</summary>
    private static readonly TimeSpan Valid = TimeSpan.FromMinutes(20);

    /// <summary>Baselines are looked at each hour, after the drift runs.</summary>
    private static readonly TimeSpan BaselinesValid = TimeSpan.FromMinutes(150);

    /// <summary>Queues, timers and prices: findings of the operators' project.</summary>
    public async Task RunAsync(Project operators, DateTimeOffset now, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(operators);
        var since = await outcomes.WatchedSinceAsync(now, cancellation);
        var verdicts = new List<Verdict>();
        foreach (var timer in triggers.Timers)
            verdicts.Add(SelfVerdicts.OfTimer(timer, await outcomes.SeeAsync(timer.Name, now, cancellation), since, now, options.Value));
        foreach (var queue in triggers.Queues)
        {
            var aside = await queues.CountAsync(WorkQueue.PoisonOf(queue), cancellation);
            Metrics.QueueSeen(queue, await queues.CountAsync(queue, cancellation), aside);
            verdicts.Add(SelfVerdicts.OfSetAside(queue, aside, now));
        }
        verdicts.Add(SelfVerdicts.OfPrices(prices.Providers.Max(provider => provider.Checked), now, options.Value));
        await findings.PutAsync(operators.Id, Source, "app", verdicts, now + Valid, cancellation);
        if (verdicts.FindAll(verdict => verdict.State != VerdictState.Ok) is { Count: > 0 } rings)
            await decide(operators, rings, now, cancellation);
    }

    /// <summary>Lag and baselines: findings of the project itself.</summary>
    public async Task RunProjectAsync(Project project, DateTimeOffset now, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(project);
        DateTimeOffset? oldest = null;
        await foreach (var marker in tables.ReadAsync(CallTables.Markers, RowRange.In(project.Id) with { Most = 1 }, cancellation))
            oldest = marker.Time("marked_at");
        await findings.PutAsync(project.Id, Source, "calls", [SelfVerdicts.OfLag(oldest, now, options.Value)], now + Valid, cancellation);
        if (now.Minute is >= 20 and < 25)
        {
            var seen = SelfVerdicts.OfBaselines(await streams.ListAsync(project.Id, cancellation), now, drift.Value).ToList();
            await findings.PutAsync(project.Id, Source, "baselines", seen, now + BaselinesValid, cancellation);
        }
    }
}
