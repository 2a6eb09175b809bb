using System.Diagnostics;
using LlmMonitor.Core.Drift.Streams;
using LlmMonitor.Core.Statistics;

namespace LlmMonitor.Streams;

/// <summary>Streams of real answers.</summary>
internal static class RealStreams
{
    public static readonly StreamSettings AtTenThousand = new() { WarningLevel = 10_000, CriticalLevel = 1e12 };

    /// <summary>
    /// Two designs. <i>Apart</i>: questions are shuffled and split, the old model answers one half (500 at most) and the new one the other, each question once; with 500
    /// questions the baseline is 250. <i>Drawn</i>: 500 baseline outputs and 100 more of the old model, then the new one, every question drawn anew: the baseline is as long as in
    /// production, and recent outputs are old ones when the change comes.
    /// </summary>
    public static void Delays(string folder, int runs)
    {
        Console.WriteLine("| update | design | median | p25, p75 | found | rang before |");
        Console.WriteLine("|---|---|---|---|---|---|");
        foreach (var (corpus, before, after) in Answers.Updates)
        {
            var (old, changed) = (Answers.Read(folder, corpus, before), Answers.Read(folder, corpus, after));
            var questions = old.Questions.Intersect(changed.Questions).ToArray();
            foreach (var apart in new[] { true, false })
            {
                var (delays, early) = (new List<int>(), 0);
                for (var run = 0; run < runs; run++)
                {
                    var delay = apart ? Apart(old, changed, questions, run) : Drawn(old, changed, questions, run);
                    early += delay <= 0 ? 1 : 0;
                    if (delay > 0)
                        delays.Add(delay);
                }
                delays.Sort();
                string At(double share) => delays[(int)(share * (delays.Count - 1))] is < int.MaxValue and var delay ? $"{delay}" : "–";
                var found = delays.Count(delay => delay < int.MaxValue) * 100 / delays.Count;
                Console.WriteLine(
                    $"| {old.Name} → {after} | {(apart ? "apart" : "drawn")} | {At(0.5)} | {At(0.25)}, {At(0.75)} | {found} % | {early} of {runs} |"
                );
            }
        }
    }

    /// <summary>Each model against itself: 3,000 outputs after the baseline, drawn anew from its answers, counted up to the first alarm.</summary>
    public static void Null(string folder, int outputs)
    {
        Console.WriteLine("| no change | outputs | alarms | per 10,000 | 99 % interval |");
        Console.WriteLine("|---|---|---|---|---|");
        var (allOutputs, allAlarms) = (0L, 0L);
        foreach (var (corpus, model) in Answers.Updates.SelectMany(u => new[] { (u.Corpus, u.Before), (u.Corpus, u.After) }))
        {
            var answers = Answers.Read(folder, corpus, model);
            var (fed, alarms) = (0L, 0L);
            for (var run = 0; fed < outputs; run++)
            {
                var random = new Random(run);
                int Draw() => answers.Questions.ElementAt(random.Next(answers.Questions.Count));
                var state = new StreamState();
                for (var i = 0; i < 3500; i++)
                {
                    var rang = state.Feed(answers.Output(Draw(), i, run), AtTenThousand).Count > 0;
                    fed += i >= 500 ? 1 : 0;
                    if (!rang)
                        continue;
                    alarms++;
                    var views = string.Join(", ", state.OutputViews.Select(view => $"{view:N0}"));
                    Console.Error.WriteLine($"{answers.Name} rang {i - 499} outputs after the baseline; its views: {views}");
                    break;
                }
            }
            Console.WriteLine(Row(answers.Name, fed, alarms));
            (allOutputs, allAlarms) = (allOutputs + fed, allAlarms + alarms);
        }
        Console.WriteLine(Row("all", allOutputs, allAlarms));
    }

    public static string Row(string name, long outputs, long alarms)
    {
        var (low, high) = BinomialInterval.ClopperPearson(alarms, outputs, 0.98);
        return $"| {name} | {outputs} | {alarms} | {alarms * 1e4 / outputs:F2} | {low * 1e4:F2} to {high * 1e4:F2} |";
    }

    public static void Speed(string folder)
    {
        var answers = Answers.Read(folder, "llmdrift_opinionqa", "gpt-4-0314");
        var state = new StreamState();
        var random = new Random(1);
        var questions = answers.Questions.ToArray();
        var outputs = Enumerable.Range(0, 4000).Select(i => answers.Output(questions[random.Next(questions.Length)], i, 0)).ToList();
        foreach (var output in outputs.Take(3000))
            state.Feed(output, AtTenThousand);
        var watch = Stopwatch.StartNew();
        foreach (var output in outputs.Skip(3000))
            state.Feed(output, AtTenThousand);
        Console.WriteLine($"{watch.Elapsed.TotalMilliseconds / 1000:F3} ms an output");
        watch.Restart();
        var bytes = state.ToBytes();
        var written = watch.Elapsed.TotalMilliseconds;
        watch.Restart();
        StreamState.FromBytes(bytes, AtTenThousand);
        Console.WriteLine($"{bytes.Length / 1024} KB, written in {written:F0} ms, read in {watch.Elapsed.TotalMilliseconds:F0} ms");
    }

    private static int Apart(Answers old, Answers changed, int[] questions, int run)
    {
        var shuffled = (int[])questions.Clone();
        new Random(run).Shuffle(shuffled);
        var baseline = Math.Min(500, shuffled.Length / 2);
        var outputs = shuffled.Select((question, i) => (i < baseline ? old : changed).Output(question, i, run));
        return FirstAlarm(outputs, AtTenThousand with { BaselineOutputs = baseline }, baseline);
    }

    private static int Drawn(Answers old, Answers changed, int[] questions, int run)
    {
        var random = new Random(run);
        var outputs = Enumerable
            .Range(0, 1100)
            .Select(i => (i < 600 ? old : changed).Output(questions[random.Next(questions.Length)], i, run));
        return FirstAlarm(outputs, AtTenThousand, 600);
    }

    /// <returns>Outputs after the change; 0 or less where it rang before; the greatest integer where it did not.</returns>
    private static int FirstAlarm(IEnumerable<StreamOutput> outputs, StreamSettings options, int change)
    {
        var (state, fed) = (new StreamState(), 0);
        foreach (var output in outputs)
        {
            fed++;
            if (state.Feed(output, options).Count > 0)
                return fed - change;
        }
        return int.MaxValue;
    }
}
