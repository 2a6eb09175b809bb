using System.Diagnostics;
using System.Text.Json;
using LlmMonitor.Core;
using LlmMonitor.Core.Checks;
using LlmMonitor.Core.Drift;

namespace LlmMonitor.Bench.Checks;

/// <summary>What all types of checks together cost on an output of 4 KB that was made from 8 KB of contexts.</summary>
internal static class SpeedFigures
{
    private const string Definitions = """
        [{"name":"dates","type":"dates_grounded"},{"name":"numbers","type":"numbers_grounded"},{"name":"amounts","type":"amounts_grounded"},
         {"name":"quotes","type":"quotes_grounded"},{"name":"cites","type":"citations_resolve"},{"name":"schema","type":"json_schema","schema":{"type":"object"}},
         {"name":"enum","type":"enum_in","values":["a","b"]},{"name":"re","type":"regex","pattern":"total\\s+\\d+"},{"name":"nre","type":"not_regex","pattern":"(foo|bar){2}"},
         {"name":"lang","type":"language_is","language":"en"},{"name":"len","type":"length_between","max":10000},{"name":"refusal","type":"not_refusal"}]
        """;

    /// <summary>Until the compiler has done what it does for code that runs often.</summary>
    private const int WarmUp = 1500;

    private const int Turns = 5;

    public static void Print(List<Receipt> receipts)
    {
        var text = string.Join("\n\n", receipts.Select(receipt => receipt.Text));
        var definitions = JsonDocument.Parse(Definitions).RootElement;
        Console.WriteLine("\n| check | p50 ms | p99 ms | p99 of single turns |");
        Console.WriteLine("|---|---|---|---|");
        foreach (var definition in definitions.EnumerateArray())
            Print(definition.GetProperty("type").GetString()!, JsonSerializer.SerializeToElement(new[] { definition }), text, 200, null);
        Print("all together", definitions, text, 600, null);
        Print(
            "all together, and the output's shape",
            definitions,
            text,
            600,
            (output, context) => OutputShape.Of(output, [context]).Pack()
        );
    }

    /// <summary>The first two figures are of the best of five turns of each output, since others use the machine; the third has their turns in it.</summary>
    private static void Print(string name, JsonElement definitions, string text, int outputs, Action<string, string>? also)
    {
        var checks = CheckRules.Read(definitions, Catalogue.Checks).Checks;
        var turns = Enumerable.Range(0, outputs).Select(_ => new double[Turns]).ToArray();
        for (var run = -WarmUp; run < outputs * Turns; run++)
        {
            var number = Math.Abs(run) % outputs;
            var start = number * 37 % (text.Length - 13_000);
            var (output, context) = (text.Substring(start, 4096), text.Substring(start + 1000, 8192));
            var watch = Stopwatch.StartNew();
            checks.Evaluate(new CheckSubject([], output, [new("doc-1", context)], "en-GB"));
            also?.Invoke(output, context);
            if (run >= 0)
                turns[number][run / outputs] = watch.Elapsed.TotalMilliseconds;
        }
        double[] best = [.. turns.Select(times => times.Min()).Order()];
        double[] all = [.. turns.SelectMany(times => times).Order()];
        Console.WriteLine($"| {name} | {best[outputs / 2]:F3} | {best[outputs * 99 / 100]:F3} | {all[all.Length * 99 / 100]:F3} |");
    }
}
