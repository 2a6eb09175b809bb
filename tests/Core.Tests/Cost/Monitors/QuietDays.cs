using LlmMonitor.Core.Cost.Monitors;
using LlmMonitor.Core.Money;
using LlmMonitor.Core.Monitors;
using LlmMonitor.Core.Rollups;

namespace LlmMonitor.Core.Tests.Cost.Monitors;

/// <summary>Looks at a healthy project each minute, for days, and counts how often it would ring. The project is the only subject: quick.</summary>
internal static class QuietDays
{
    private const double CallsPerMinute = 20;
    private static readonly SpendSpikeOptions Options = new();

    /// <summary>Alarms that an hour lies between.</summary>
    public static int Alarms(string shape, int seed, long minutes)
    {
        var traffic = new Traffic(shape, seed, CallsPerMinute);
        var level = SpikeTest.LevelOf(Options, 1);
        var series = new SpendSeries();
        var history = new Dictionary<Minute, Spend>();
        var start = Minute.Of(new(2026, 3, 2, 0, 0, 0, TimeSpan.Zero));
        var (alarms, last) = (0, -1000L);
        for (long minute = 0; minute < minutes; minute++)
        {
            Add(series, history, start.Plus(minute), traffic.Minute(minute));
            var from = (int)Math.Max(0, MonitorWindow.LookBackMinutes - minute);
            if (SpendBaseline.Recent(series, from) is not { } recent || !SpikeTest.Run(series, recent, Options, level).Rings)
                continue;
            // What earlier days know of the hour is looked up only where the recent hours would ring: it takes longer.
            if (!SpikeTest.Run(series, SpendHistory.Correct(recent, history, start.Plus(minute + 1))!, Options, level).Rings)
                continue;
            alarms += minute - last > Minute.PerHour ? 1 : 0;
            last = minute;
        }
        return alarms;
    }

    private static void Add(SpendSeries series, Dictionary<Minute, Spend> history, Minute minute, IEnumerable<TrafficCall> calls)
    {
        var (usd, count) = (0m, 0L);
        series.Shift();
        foreach (var call in calls)
        {
            (usd, count) = (usd + call.Usd, count + 1);
            series.See(series.Length - 1, (double)call.Usd);
        }
        series.Add(series.Length - 1, (double)usd, count);
        history[minute.Quarter] = history.GetValueOrDefault(minute.Quarter).Plus(new Spend(count, 0, PicoUsd.FromUsd(usd)));
    }
}
