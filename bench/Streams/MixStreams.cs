using LlmMonitor.Core.Drift.Streams;
using LlmMonitor.Core.Statistics.Sequential;

namespace LlmMonitor.Streams;

/// <summary>
/// The mix of prompts changes and the model does not: prompts are parted by their form (length and code; or the corpus), the parts are shuffled into two halves, and which half
/// prevails turns round (80 to 20 %).
/// With segments known no model may be accused; with prompts alone the alarm must say that the prompts changed.
/// </summary>
internal static class MixStreams
{
    private const int Before = 600;
    private const int After = 300;

    /// <summary>A project with this stream alone, fed 300 a day, and the default false-alarm budget.</summary>
    private static readonly StreamSettings OfOneStream = new()
    {
        CriticalLevel = new FalseAlarmBudget(1, 3 * 300).CriticalLevel,
        WarningLevel = new FalseAlarmBudget(1, 3 * 300).WarningLevel,
    };

    public static void Measure(string folder, int runs)
    {
        var prompts = Answers.Read(folder, "arena", "prompts");
        Console.WriteLine("| mix shift, gpt-4-0314 | level | what is known | model accused | the prompts named | silent |");
        Console.WriteLine("|---|---|---|---|---|---|");
        foreach (var (level, settings) in new[] { ("10,000", RealStreams.AtTenThousand), ("critical, one stream", OfOneStream) })
        foreach (var corpora in new[] { "arena", "arena and opinions" })
        foreach (var (segments, given) in new[] { (true, true), (true, false), (false, true), (false, false) })
        {
            var pools = Pools(folder, prompts);
            var counts = Enumerable
                .Range(0, runs)
                .Select(run => Run(corpora == "arena" ? pools.Arena : pools.Both, segments, given, settings, run))
                .ToList();
            var known = (segments, given) switch
            {
                (true, true) => "segments, prompts",
                (true, _) => "segments",
                (_, true) => "prompts",
                _ => "nothing",
            };
            Console.WriteLine(
                $"| {corpora} | {level} | {known} | {counts.Count(c => c == "model")} of {runs} | {counts.Count(c => c == "mix")} | {counts.Count(c => c is null)} |"
            );
        }
    }

    private sealed record Item(StreamOutput Output, float[] Prompt, string Segment);

    private static (List<Item> Arena, List<Item> Both) Pools(string folder, Answers prompts)
    {
        var arena = Read(Answers.Read(folder, "arena", "gpt-4-0314"), prompts, null);
        var opinions = Answers.Read(folder, "llmdrift_opinionqa", "prompts");
        return (
            arena,
            [
                .. arena.Select(item => item with { Segment = "arena" }),
                .. Read(Answers.Read(folder, "llmdrift_opinionqa", "gpt-4-0314"), opinions, "opinions"),
            ]
        );
    }

    private static List<Item> Read(Answers answers, Answers prompts, string? segment) =>
        [
            .. answers
                .Questions.Intersect(prompts.Questions)
                .Select(question => new Item(
                    answers.Output(question, 0, 0),
                    prompts.Statistics(question),
                    segment ?? FormOf(prompts.Statistics(question))
                )),
        ];

    private static readonly int Words = StreamStatistics.Names.ToList().IndexOf("words");
    private static readonly int Punctuation = StreamStatistics.Names.ToList().IndexOf("punctuation_share");

    private static string FormOf(float[] prompt) =>
        (
            prompt[Words] < 25 ? "short"
            : prompt[Words] < 80 ? "medium"
            : "long"
        ) + (prompt[Punctuation] > 0.05 ? ", marks" : "");

    /// <returns>The cause of the first alarm; null where nothing rang, or where it rang before the shift.</returns>
    private static string? Run(List<Item> pool, bool segments, bool given, StreamSettings settings, int run)
    {
        var random = new Random(run);
        var names = pool.Select(item => item.Segment).Distinct().Order(StringComparer.Ordinal).ToArray();
        random.Shuffle(names);
        var first = names.Take(names.Length / 2).ToHashSet();
        var halves = pool.ToLookup(item => first.Contains(item.Segment));
        var (left, right) = (halves[true].ToList(), halves[false].ToList());
        var state = new StreamState();
        for (var i = 0; i < Before + After; i++)
        {
            var side = random.NextDouble() < (i < Before ? 0.8 : 0.2) ? left : right;
            var item = side[random.Next(side.Count)];
            var output = item.Output with
            {
                Id = $"{run}-{i}",
                Time = Answers.Start.AddSeconds(i),
                Segment = segments ? item.Segment : null,
                PromptStatistics = given ? item.Prompt : null,
            };
            foreach (var alarm in state.Feed(output, settings))
                if (alarm.Detector == "outputs" && (alarm.Critical || settings == RealStreams.AtTenThousand))
                    return alarm.Cause;
        }
        return null;
    }
}
