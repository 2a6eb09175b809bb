using System.Diagnostics;
using System.Text;
using LlmMonitor.Core.Safety.Gate.Matching;
using LlmMonitor.Core.Safety.Gate.Patterns;

namespace LlmMonitor.Gate;

/// <summary>Time of one check in this process.</summary>
internal static class Speed
{
    private const int PatternsWanted = 300;

    /// <summary>Until the compiler has done what it does for code that runs often.</summary>
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(1.5);

    private const string Prose =
        "The quarterly report says that revenue grew by 4 % while costs stayed flat; customers in Berlin and Lyon asked for shorter delivery times. "
        + "Please find the summary below. You should talk to your account manager about the contract, and just reply to this e-mail if anything is unclear. ";

    public static string Prose4096 { get; } = Repeat(Prose, 4096);

    public static void Run()
    {
        var busy = Environment.CpuUsage.TotalTime;
        var builtIn = BuiltInPatterns.Set;
        Console.WriteLine(
            $"built-in set made ready in {(Environment.CpuUsage.TotalTime - busy).TotalMilliseconds:0.0} ms of processor (first use in this process, JIT included)"
        );
        busy = Environment.CpuUsage.TotalTime;
        _ = PatternSet.Compile(BuiltInPatterns.Files);
        Console.WriteLine($"compiled again in {(Environment.CpuUsage.TotalTime - busy).TotalMilliseconds:0.0} ms of processor");
        var set = Filled(builtIn);
        var texts = new (string Name, string Text, double MostMs)[]
        {
            ("prose, 4 KB", Repeat(Prose, 4096), 1),
            ("every trigger word, 4 KB", Triggers(set, 4096), 1),
            ("prose, 64 KB", Repeat(Prose, 65536), 5),
            ("every trigger word, 64 KB", Triggers(set, 65536), 5),
            ("child, 64 KB", Repeat("child ", 65536), 5),
            ("kill yourself, 64 KB", Repeat("you should kill yourself ", 65536), 5),
            ("escapes in escapes, 64 KB", Repeat("&amp;amp;amp;#37;2525256b\\\\\\\\u0069", 65536), 5),
            ("combining marks, 64 KB", Repeat("\u0301\u0336", 65536), 5),
            ("spelled, 64 KB", Repeat("c h i l d p o r n ", 65536), 5),
            ("signs, 64 KB", Repeat("ch1ld p0rn k1ll ", 65536), 5),
            ("base64, 64 KB", Convert.ToBase64String(Encoding.UTF8.GetBytes(Repeat(Prose, 49152))), 5),
            ("tags, 64 KB", Repeat("<b><<b</b><", 65536), 5),
            ("capital I, 64 KB", Repeat("aIIIIIIIIIIIIIII", 65536), 5),
            ("digits, 64 KB", Repeat("4012 8888 8888 1881 ", 65536), 5),
            ("ats, 64 KB", Repeat("a@b@", 65536), 5),
        };
        foreach (var (name, text, most) in texts)
            Measure(set, name, text, most);
    }

    private static void Measure(PatternSet set, string name, string text, double most)
    {
        var first = Once(set, text);
        for (var warm = Stopwatch.StartNew(); warm.Elapsed < WarmUp; )
            Once(set, text);
        var busy = Environment.CpuUsage.TotalTime;
        var rounds = text.Length > 10_000 ? 40 : 400;
        for (var round = 0; round < rounds; round++)
            Once(set, text);
        var cpu = (Environment.CpuUsage.TotalTime - busy).TotalMilliseconds / rounds;
        var times = Enumerable.Range(0, text.Length > 10_000 ? 60 : 1000).Select(_ => Once(set, text)).Order().ToList();
        Console.WriteLine(
            $"{name, -28} first {first, 6:0.00}  processor {cpu, 6:0.000}  p50 {times[times.Count / 2], 6:0.000}  p99 {times[(int)(times.Count * 0.99)], 6:0.000} ms   target p99 {most} ms"
        );
    }

    private static double Once(PatternSet set, string text)
    {
        var start = Stopwatch.GetTimestamp();
        using var scan = TextScan.Rent();
        scan.Begin(set);
        scan.Look(text, set, TextPlaces.Response);
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    private static PatternSet Filled(PatternSet builtIn)
    {
        var more = Enumerable
            .Range(0, PatternsWanted - builtIn.Patterns.Length)
            .Select(at => new SafetyPattern($"filler.n{at}", 1, Core.Safety.Hazard.Hate, PatternSeverity.Low, PatternAction.Flag)
            {
                All =
                [
                    ["@kill-yourself", "@agent", $"filler word {at}"],
                    ["@explosive", "@child", $"other filler {at}"],
                    [$"third filler {at}"],
                ],
            });
        var file = new PatternFile("filler", new DateOnly(2026, 11, 23), new Dictionary<string, IReadOnlyList<string>>(), [.. more]);
        var clock = Stopwatch.StartNew();
        var set = PatternSet.Compile([.. BuiltInPatterns.Files, file]).Set!;
        Console.WriteLine(
            $"{set.Patterns.Length} patterns, {set.Literals.Literals.Length} literals compiled in {clock.Elapsed.TotalMilliseconds:0.0} ms"
        );
        return set;
    }

    private static string Triggers(PatternSet set, int length) =>
        Repeat(
            string.Join(
                ' ',
                set.All.SelectMany(pattern => pattern.Match.Concat(pattern.All.SelectMany(group => group)))
                    .Concat(BuiltInPatterns.Files.SelectMany(file => file.Sets.Values).SelectMany(all => all))
                    .Select(word => word.Trim('*', '.'))
            ) + " ",
            length
        );

    private static string Repeat(string text, int length) => string.Concat(Enumerable.Repeat(text, length / text.Length + 1))[..length];
}
