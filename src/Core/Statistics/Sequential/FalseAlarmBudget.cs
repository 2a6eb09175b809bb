namespace LlmMonitor.Core.Statistics.Sequential;

/// <summary>
/// How high detectors must set their levels so that all of them together keep a promise on false alarms. An e-detector of level A rings within n healthy values with a
/// chance of at most n / A; over S streams the chances add up, whatever their dependence. So A = S·n / chance holds the promise without any further assumption.
/// </summary>
/// <param name="Streams">Detectors that may ring, over the whole project. At least 1.</param>
/// <param name="FeedPerDay">Outputs a day that each is fed at most; busy endpoints are thinned to it.</param>
public sealed record FalseAlarmBudget(int Streams, double FeedPerDay)
{
    /// <summary>The chance of any false critical alarm in <see cref="CriticalDays"/>. Small enough that a ring at night is believed.</summary>
    public double CriticalChance { get; init; } = 0.05;

    public double CriticalDays { get; init; } = 90;

    /// <summary>Days in which at most one false warning is expected.</summary>
    public double WarningDays { get; init; } = 7;

    /// <summary>No level below this: a first guess of few outputs a day is no licence to ring.</summary>
    public const double LeastLevel = 1000;

    /// <summary>Within the days at most this chance of a false critical alarm of any stream.</summary>
    public double CriticalLevel => Level(CriticalDays, CriticalChance);

    /// <summary>On average at most one false warning in the days, over all streams.</summary>
    public double WarningLevel => Level(WarningDays, 1);

    /// <summary>The chance that a detector of this level rings within n healthy values: n / A, at most 1.</summary>
    public static double Chance(double values, double level) => Math.Min(1, values / level);

    private double Level(double days, double chance) => Math.Max(LeastLevel, Math.Max(1, Streams) * Math.Max(1, FeedPerDay) * days / chance);
}
