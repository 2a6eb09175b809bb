using System.Diagnostics;
using System.Globalization;
using LlmMonitor.Core.Statistics.TwoSample;

// Measures the window tests on answers of real successive model versions, at p ≤ 0.01:
//   dotnet run -c Release --project bench/WindowTests -- <folder with arena, llmdrift_opinionqa, llmdrift_prime> <what> <runs of each> [<window>]
// what: null | power | paired | pairednull | mix
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
if (args is not [var folder, var what, var given, ..])
{
    Console.Error.WriteLine("Give: <folder> null|power|paired|pairednull|mix <runs of each> [<window>]");
    return 2;
}
var runs = int.Parse(given);
int[] windows = args.Length > 3 ? [int.Parse(args[3])] : what.StartsWith("paired", StringComparison.Ordinal) ? [20, 50, 100] : [50, 100, 200, 500];
var watch = Stopwatch.StartNew();
var changes = Corpus.Read(folder);
Console.WriteLine($"Read in {watch.Elapsed.TotalSeconds:F0} s");
foreach (var window in windows)
    switch (what)
    {
        case "null":
            Table.Of(
                $"nothing changed, {window} and {window} other prompts",
                changes.SelectMany(change => new[] { change.Before, change.Now }).Where(answers => answers.Prompts.Length >= 2 * window),
                answers => $"{answers.Collection} {answers.Model}",
                (answers, random) => Draws.Loose(answers, answers, answers.Prompts, window, random),
                runs
            );
            break;
        case "power":
            Table.Of(
                $"changed, {window} and {window} other prompts",
                changes.Where(change => change.Prompts.Length >= 2 * window),
                change => change.Name,
                (change, random) => Draws.Loose(change.Before, change.Now, change.Prompts, window, random),
                runs
            );
            break;
        case "paired" or "pairednull":
            Table.Of(
                $"{(what == "paired" ? "changed" : "versions dealt at random within each pair")}, {window} pairs",
                changes,
                change => change.Name,
                (change, random) => Draws.Paired(change, window, mixed: what == "pairednull", random),
                runs
            );
            break;
        case "mix" when window < 500:
            foreach (var (changed, known) in new[] { (false, true), (false, false), (true, true) })
                Table.Of(
                    $"mix of collections 8:1:1 → 1:1:8, {(changed ? "changed" : "nothing changed")}, segments {(known ? "known" : "hidden")}, {window} and {window}",
                    Enumerable.Range(0, 2),
                    family => family == 0 ? "gpt-4" : "gpt-3.5",
                    (family, random) => Draws.Mix([changes[family], changes[2 + family], changes[4 + family]], window, changed, known, random),
                    runs
                );
            break;
    }
Console.WriteLine($"{watch.Elapsed.TotalSeconds:F0} s");
return 0;
