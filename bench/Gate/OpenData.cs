using System.Text.Json;
using LlmMonitor.Core.Safety.Gate.Matching;
using LlmMonitor.Core.Safety.Gate.Patterns;

namespace LlmMonitor.Gate;

/// <summary>Counts what the built-in patterns do to texts with a known answer: one JSON object a line, with text and what is expected.</summary>
internal static class OpenData
{
    public static void Run(string folder)
    {
        var set = BuiltInPatterns.Set;
        Console.WriteLine($"{set.All.Count()} patterns, {set.Literals.Literals.Length} literals, version {set.Version}");
        var look = Lines(Path.Combine(folder, "lookalikes_benign.jsonl")).Select(row => row.GetProperty("text").GetString()!).ToList();
        var blocked = look.Where(text => Strongest(set, text).Action == PatternAction.Block).ToList();
        Console.WriteLine(
            $"look-alikes: {blocked.Count} of {look.Count} blocked, {look.Count(text => Strongest(set, text).Action == PatternAction.Flag)} flagged"
        );
        foreach (var text in blocked)
            Console.WriteLine($"  {Strongest(set, text).Id}: {text}");
        var evasions = Lines(Path.Combine(folder, "evasions.jsonl")).Index().ToList();
        foreach (var third in new[] { false, true })
        foreach (var kind in evasions.GroupBy(row => row.Item.GetProperty("kind").GetString()))
        {
            var rows = kind.Where(row => row.Index % 3 == 2 == third).Select(row => row.Item).ToList();
            var caught = rows.Count(row => IsCaught(set, row));
            Console.WriteLine(
                $"{(third ? "held out" : "open")} {kind.Key}: {caught} of {rows.Count} caught ({100.0 * caught / rows.Count:0.0} %)"
            );
            if (!third)
                foreach (var row in rows.Where(row => !IsCaught(set, row)))
                    Console.WriteLine(
                        $"  missed {(row.TryGetProperty("transform", out var t) ? t.GetString() : "")}: {row.GetProperty("text").GetString()}"
                    );
        }
    }

    private static bool IsCaught(PatternSet set, JsonElement row) =>
        Strongest(set, row.GetProperty("text").GetString()!).Action
        >= (row.GetProperty("expect").GetString() == "block" ? PatternAction.Block : PatternAction.Flag);

    private static (PatternAction? Action, string? Id) Strongest(PatternSet set, string text)
    {
        using var scan = TextScan.Rent();
        scan.Begin(set);
        scan.Look(text, set, TextPlaces.Response);
        var found = set
            .Patterns.Where((_, number) => scan.Found[number] == Finding.Found)
            .OrderByDescending(pattern => pattern.Action)
            .FirstOrDefault();
        return (found?.Action, found?.Source.Id);
    }

    private static IEnumerable<JsonElement> Lines(string path) =>
        File.ReadLines(path).Where(line => line.Length > 0).Select(line => JsonDocument.Parse(line).RootElement);
}
