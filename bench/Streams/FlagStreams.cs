using LlmMonitor.Core.Statistics;
using LlmMonitor.Core.Statistics.Sequential;

namespace LlmMonitor.Streams;

/// <summary>Check failures: documents of which 37 % have a date that can be swapped, as in real receipts, and of those a share is swapped.</summary>
internal static class FlagStreams
{
    private const double Ambiguous = 0.37;

    public static void Measure(int runs)
    {
        Delays(runs);
        NeverFalseAlarms(runs * 10);
        LearnedFalseAlarms(runs * 10);
        LearnedDelays(runs);
    }

    private static void Delays(int runs)
    {
        Console.WriteLine("| swapped of the ambiguous dates | level | documents, median | p90 |");
        Console.WriteLine("|---|---|---|---|");
        foreach (var level in new[] { 1e4, 1e5, 1e6 })
        foreach (var share in new[] { 0.02, 0.05, 0.1, 0.2, 0.5, 1 })
        {
            var delays = Enumerable.Range(0, runs).Select(run => Delay(new Random(run), share, level)).Order().ToList();
            Console.WriteLine($"| {share:P0} | {level:N0} | {delays[runs / 2]} | {delays[runs * 9 / 10]} |");
        }
    }

    /// <summary>From the change on, after a month of healthy documents.</summary>
    private static int Delay(Random random, double share, double level)
    {
        var detector = new BernoulliDetector();
        for (var i = 0; i < 4500 * Ambiguous; i++)
            detector.Feed(failed: false, 0);
        for (var documents = 1; ; documents++)
            if (random.NextDouble() < Ambiguous)
            {
                detector.Feed(random.NextDouble() < share, 0);
                if (detector.Detector.Value >= level)
                    return documents;
            }
    }

    /// <summary>At exactly the greatest healthy rate: what n / A promises, and what happens.</summary>
    private static void NeverFalseAlarms(int runs)
    {
        Console.WriteLine("| failures | level | outcomes | runs that rang | 99 % lower bound | promised |");
        Console.WriteLine("|---|---|---|---|---|---|");
        foreach (var (level, outcomes) in new[] { (1e4, 1000), (1e4, 5000), (1e5, 5000), (1e6, 50_000) })
        {
            var rang = Enumerable
                .Range(0, runs)
                .Count(run =>
                {
                    var (random, detector) = (new Random(run), new BernoulliDetector());
                    return Enumerable
                        .Range(0, outcomes)
                        .Any(_ =>
                        {
                            detector.Feed(random.NextDouble() < 0.001, 0);
                            return detector.Detector.Value >= level;
                        });
                });
            Report("0.1 %, never", level, outcomes, rang, runs);
        }
    }

    private static void LearnedFalseAlarms(int runs)
    {
        foreach (var rate in new[] { 0.0, 0.002, 0.02, 0.1, 0.4 })
        {
            var rang = Enumerable.Range(0, runs).Count(run => Learned(new Random(run), rate, rate, 500, 1000, 1e4) is not null);
            Report($"{rate:P1}, learned", 1e4, 1000, rang, runs);
        }
    }

    private static void LearnedDelays(int runs)
    {
        Console.WriteLine("| learned rate, from → to | outcomes, median | p90 |");
        Console.WriteLine("|---|---|---|");
        foreach (
            var (from, to) in new[] { (0.0, 0.02), (0.0, 0.1), (0.01, 0.05), (0.02, 0.1), (0.02, 0.3), (0.1, 0.2), (0.1, 0.5), (0.3, 0.5) }
        )
        {
            var delays = Enumerable
                .Range(0, runs)
                .Select(run => Learned(new Random(run), from, to, 500, 5000, 1e4) ?? 5001)
                .Order()
                .ToList();
            string Of(int place) => delays[place] > 5000 ? "–" : $"{delays[place]}";
            Console.WriteLine($"| {from:P0} → {to:P0} | {Of(runs / 2)} | {Of(runs * 9 / 10)} |");
        }
    }

    private static int? Learned(Random random, double before, double after, int baseline, int outcomes, double level)
    {
        var detector = new RateDetector();
        for (var i = 0; i < baseline; i++)
            detector.Learn(random.NextDouble() < before);
        for (var i = 1; i <= outcomes; i++)
        {
            detector.Feed(random.NextDouble() < after, random.NextDouble(), 0);
            if (detector.Detector.Value >= level)
                return i;
        }
        return null;
    }

    private static void Report(string what, double level, int outcomes, int rang, int runs)
    {
        var (low, _) = BinomialInterval.ClopperPearson(rang, runs, 0.98);
        Console.WriteLine(
            $"| {what} | {level:N0} | {outcomes:N0} | {(double)rang / runs:P2} of {runs:N0} | {low:P2} | {FalseAlarmBudget.Chance(outcomes, level):P0} |"
        );
    }
}
