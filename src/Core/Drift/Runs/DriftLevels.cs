using LlmMonitor.Core.Drift.Streams;
using LlmMonitor.Core.Statistics.Sequential;

namespace LlmMonitor.Core.Drift;

/// <summary>The levels of a project's detectors, from its false-alarm budget and what its streams are really fed.</summary>
/// <param name="Streams">For the detectors that see each output.</param>
/// <param name="WindowLevel">For window tests, in outputs.</param>
public sealed record DriftLevels(StreamSettings Streams, double WindowLevel)
{
    /// <summary>Outputs, refusals, invalid JSON. Prompts ring for nobody.</summary>
    private const int DetectorsOfEachStream = 3;

    /// <summary>Warnings are shared half and half between detectors and window tests.</summary>
    private const double WarningShare = 0.5;

    /// <summary>Days without an output after which a stream no longer counts.</summary>
    private const double Silent = 30;

    /// <summary>Refusals and invalid JSON are watched like checks.</summary>
    private const int OwnFlags = 2;

    /// <param name="outputs">What is about to be fed.</param>
    public static DriftLevels Of(
        IReadOnlyCollection<StreamStatus> statuses,
        IReadOnlyList<FedOutput> outputs,
        DateTimeOffset now,
        DriftOptions options
    )
    {
        var rates = statuses
            .Where(status => (now - status.LastAt).TotalDays < Silent)
            .ToDictionary(status => status.Stream, status => (PerDay: status.FeedPerDay, Checks: status.Flags.Count - OwnFlags));
        foreach (var stream in outputs.GroupBy(output => output.Stream))
        {
            var known = rates.GetValueOrDefault(stream.Key);
            var days = Math.Max(1, (stream.Max(output => output.Timestamp) - stream.Min(output => output.Timestamp)).TotalDays);
            var checks = stream.SelectMany(output => output.Checks).Select(check => check.Name).Distinct(StringComparer.Ordinal).Count();
            rates[stream.Key] = (
                Math.Min(Math.Max(known.PerDay, stream.Count() / days), options.FeedPerDay),
                Math.Max(known.Checks, checks)
            );
        }
        var all = Step(rates.Values.Sum(rate => rate.PerDay));
        var fed = Step(rates.Values.Sum(rate => rate.PerDay * (DetectorsOfEachStream + Math.Max(0, rate.Checks))));
        var budget = new FalseAlarmBudget(1, fed)
        {
            CriticalChance = options.CriticalChance,
            CriticalDays = options.CriticalDays,
            WarningDays = options.WarningDays / WarningShare,
        };
        var windows = budget with { FeedPerDay = all };
        return new DriftLevels(
            new StreamSettings
            {
                BaselineOutputs = options.BaselineOutputs,
                WarningLevel = budget.WarningLevel,
                CriticalLevel = budget.CriticalLevel,
            },
            windows.WarningLevel
        );
    }

    /// <summary>Up to the next half power of two, so that levels do not move with every output; a project's first outputs count as 100 a day.</summary>
    private static double Step(double perDay) => Math.Pow(2, Math.Ceiling(2 * Math.Log2(Math.Max(perDay, 100))) / 2);
}
