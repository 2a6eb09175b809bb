using LlmMonitor.Core.Drift.Streams;
using LlmMonitor.Core.Statistics.Sequential;

namespace LlmMonitor.Core.Drift;

/// <summary>The levels of a project's detectors, from its false-alarm budget and what its streams are really fed.</summary>
/// <param name="Streams">For the detectors that see each output.</param>
/// <param name="WindowLevel">For window tests, in outputs.</param>
/// <param name="FeedPerDay">Outputs a day, counted once for each detector that sees them.</param>
public sealed record DriftLevels(StreamOptions Streams, double WindowLevel, double FeedPerDay)
{
    /// <summary>Outputs, prompts, refusals, invalid JSON.</summary>
    private const int DetectorsOfEachStream = 4;

    /// <summary>Warnings are shared half and half between detectors and window tests.</summary>
    private const double WarningShare = 0.5;

    private const double Silent = 30;

    /// <param name="checks">How many checks each stream has, by stream.</param>
    public static DriftLevels Of(IReadOnlyList<StreamStatus> statuses, IReadOnlyDictionary<StreamKey, int> checks, DateTimeOffset now, DriftOptions options)
    {
        var current = statuses.Where(status => (now - status.LastAt).TotalDays < Silent).ToList();
        var outputs = Step(current.Sum(status => status.FeedPerDay));
        var fed = Step(current.Sum(status => status.FeedPerDay * (DetectorsOfEachStream + checks.GetValueOrDefault(status.Stream))));
        var budget = new FalseAlarmBudget(1, fed)
        {
            CriticalChance = options.CriticalChance,
            CriticalDays = options.CriticalDays,
            WarningDays = options.WarningDays / WarningShare,
        };
        var windows = budget with { FeedPerDay = outputs };
        return new DriftLevels(
            new StreamOptions
            {
                BaselineOutputs = options.BaselineOutputs,
                WarningLevel = budget.WarningLevel,
                CriticalLevel = budget.CriticalLevel,
            },
            windows.WarningLevel,
            fed
        );
    }

    /// <summary>Up to the next half power of two, so that levels do not move with every output; a project's first outputs count as 100 a day.</summary>
    private static double Step(double perDay) => Math.Pow(2, Math.Ceiling(2 * Math.Log2(Math.Max(perDay, 100))) / 2);
}
