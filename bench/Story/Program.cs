using System.Globalization;
using LlmMonitor.Core.Calls;
using LlmMonitor.Core.Drift;
using LlmMonitor.Story;

// The story of the swapped dates, over all detectors of a project together, with the levels of its false-alarm budget.
//   dotnet run -c Release --project bench/Story -- healthy <runs>   90 healthy days of 150 documents: false alarms
//   dotnet run -c Release --project bench/Story -- looks <runs>     30 healthy days, windows looked through each hour: warnings
//   dotnet run -c Release --project bench/Story -- delays <runs>    from one day on a share of the dates is swapped: documents until the alarm
//   dotnet run -c Release --project bench/Story -- endpoints        a drift run over 20 endpoints: seconds
const int HealthyDays = 90;
var first = new DateOnly(2026, 6, 1);
switch (args)
{
    case ["healthy", var runs]:
        Healthy(int.Parse(runs, CultureInfo.InvariantCulture));
        return 0;
    case ["looks", var runs]:
        Looks(int.Parse(runs, CultureInfo.InvariantCulture));
        return 0;
    case ["delays", var runs]:
        Delays(int.Parse(runs, CultureInfo.InvariantCulture));
        return 0;
    case ["endpoints"]:
        await Endpoints.RunAsync();
        return 0;
    default:
        Console.Error.WriteLine("Give: healthy <runs> | looks <runs> | delays <runs> | endpoints");
        return 2;
}

void Healthy(int runs)
{
    var (critical, warned, warnings) = (0, 0, 0);
    Parallel.For(
        0,
        runs,
        seed =>
        {
            var days = new Days(new Documents(), seed);
            for (var day = 0; day < HealthyDays; day++)
                days.Feed(first.AddDays(day), swapShare: 0);
            var told = days.Rang.Count(ring => ring.Alarm is { Critical: false, Detector: not "prompts" });
            Interlocked.Add(ref critical, days.Rang.Any(ring => ring.Alarm is { Critical: true }) ? 1 : 0);
            Interlocked.Add(ref warned, told > 0 ? 1 : 0);
            foreach (var ring in days.Rang.Where(ring => ring.Alarm is { Critical: true }))
                Console.WriteLine(
                    $"seed {seed}: {ring.Alarm!.Detector} {ring.Alarm.Cause} {ring.Alarm.Time:MM-dd} since {ring.Alarm.Since:MM-dd} {ring.Alarm.Value:0} of {ring.Alarm.Level:0}: {string.Join(", ", ring.Alarm.Moved.Take(3).Select(m => $"{LlmMonitor.Core.Drift.Streams.StreamStatistics.Names[m.Index]} {m.MeanBefore:0.###}>{m.MeanSince:0.###} ({m.Value:0})"))}"
                );
            Interlocked.Add(ref warnings, told);
        }
    );
    Console.WriteLine(
        $"{runs} runs of {HealthyDays} healthy days: a critical alarm in {critical}, a warning in {warned} "
            + $"({warnings} in all: {warnings / (runs * HealthyDays / 7.0):0.00} a week)"
    );
}

void Looks(int runs)
{
    const int LookDays = 30;
    var (warnings, rang) = (0, 0);
    Parallel.For(
        0,
        runs,
        seed =>
        {
            var days = new Days(new Documents(), seed, looks: 24);
            for (var day = 0; day < LookDays; day++)
                days.Feed(first.AddDays(day), swapShare: 0);
            var told = days.Rang.Count(ring => ring.Look is not null);
            Interlocked.Add(ref warnings, told);
            Interlocked.Add(ref rang, told > 0 ? 1 : 0);
            Console.WriteLine($"seed {seed}: {told}");
        }
    );
    Console.WriteLine(
        $"{runs} runs of {LookDays} healthy days with 24 looks a day: {warnings} warnings of windows in {rang} runs ({warnings / (runs * LookDays / 14.0):0.00} in two weeks, where 1 is allowed)"
    );
}

void Delays(int runs)
{
    (string Name, Documents Documents)[] cases =
    [
        ("day first, locale declared", new Documents { Embedded = false }),
        (
            "day first, order learnt",
            new Documents
            {
                Embedded = false,
                Declared = false,
                Learnt = DateOrder.DayFirst,
            }
        ),
        ("half American, locale declared", new Documents { Embedded = false, AmericanShare = 0.5 }),
        (
            "half American, nothing declared",
            new Documents
            {
                Embedded = false,
                AmericanShare = 0.5,
                Declared = false,
            }
        ),
    ];
    Console.WriteLine(
        "| documents | swapped | documents until a warning, median (90th) | until a critical alarm | found |\n|---|---|---|---|---|"
    );
    foreach (var (name, documents) in cases)
    foreach (var share in new[] { 0.05, 0.2, 1.0 })
    {
        var delays = Enumerable.Range(0, runs).Select(seed => Delay(documents, share, seed)).ToList();
        Console.WriteLine(
            $"| {name} | {share:0%} | {Median(delays.Select(one => one.Warning))} | {Median(delays.Select(one => one.Critical))} | {delays.Count(one => one.Warning is not null)} of {runs} |"
        );
    }
}

(int? Warning, int? Critical) Delay(Documents documents, double share, int seed)
{
    const int Before = 5;
    const int After = 14;
    var days = new Days(documents, seed, checksOnly: true);
    for (var day = 0; day < Before; day++)
        days.Feed(first.AddDays(day), swapShare: 0);
    var healthy = days.Rang.Count;
    for (var day = 0; day < After && days.Rang.Skip(healthy).All(ring => !IsDates(ring) || !ring.Alarm!.Critical); day++)
        days.Feed(first.AddDays(Before + day), share);
    var rang = days.Rang.Skip(healthy).Where(IsDates).ToList();
    return (At(rang.FirstOrDefault()), At(rang.FirstOrDefault(ring => ring.Alarm!.Critical)));

    int? At(StreamRing? ring) => ring is null ? null : days.Fed.IndexOf(ring.Alarm!.OutputId) + 1 - Before * 150;
}

static bool IsDates(StreamRing ring) => ring.Alarm?.Detector == "flag:dates-grounded";

static string Median(IEnumerable<int?> delays)
{
    var sorted = delays.Select(delay => delay ?? int.MaxValue).Order().ToList();
    return $"{Shown(sorted[(sorted.Count - 1) / 2])} ({Shown(sorted[(int)Math.Ceiling(sorted.Count * 0.9) - 1])})";

    static string Shown(int delay) => delay == int.MaxValue ? "–" : delay.ToString(CultureInfo.InvariantCulture);
}
