// How long the shape and the local vector of a 4 KB output take, and what they allocate.
// Usage: Shape <folder with drift/*/*.jsonl> [outputs]
// Answers of the folder are joined to outputs of 4,096 characters each.
using System.Diagnostics;
using System.Text;
using System.Text.Json;
using LlmMonitor.Core.Drift;
using LlmMonitor.Core.Embeddings;
using LlmMonitor.Core.Text;

const int Length = 4096;
if (args.Length is 0 or > 2)
{
    Console.Error.WriteLine("Usage: Shape <folder with drift/*/*.jsonl> [outputs]");
    return 2;
}
var outputs = Outputs(args[0]).Take(args.Length > 1 ? int.Parse(args[1]) : 2000).ToArray();
Console.WriteLine($"{outputs.Length} outputs of {Length} characters; microseconds and bytes an output");
Console.WriteLine($"{"", -16}{"p50", 8}{"p99", 8}{"p99 once", 10}{"bytes", 10}");
var vector = new float[LexicalEmbedder.Dimensions];
Measure("shape", output => OutputShape.Of(output));
Measure("shape and pack", output => OutputShape.Of(output, ["a", "b"], "stop").Pack());
Measure("language", output => LanguageOf.Guess(output));
Measure("local vector", output => LexicalEmbedder.Embed(output, vector));
return 0;

// The best of five of each output: what the code takes, without what other processes took from it. "once" is the first of the five.
void Measure(string what, Action<string> run)
{
    const int Turns = 5;
    foreach (var output in outputs)
        run(output);
    var (once, best) = (new double[outputs.Length], new double[outputs.Length]);
    Array.Fill(best, double.MaxValue);
    var before = GC.GetAllocatedBytesForCurrentThread();
    for (var turn = 0; turn < Turns; turn++)
    for (var i = 0; i < outputs.Length; i++)
    {
        var start = Stopwatch.GetTimestamp();
        run(outputs[i]);
        var took = Stopwatch.GetElapsedTime(start).TotalMicroseconds;
        once[i] = turn == 0 ? took : once[i];
        best[i] = Math.Min(best[i], took);
    }
    var bytes = (GC.GetAllocatedBytesForCurrentThread() - before) / Turns / outputs.Length;
    Array.Sort(once);
    Array.Sort(best);
    Console.WriteLine(
        $"{what, -16}{best[best.Length / 2], 8:F0}{best[best.Length * 99 / 100], 8:F0}{once[once.Length * 99 / 100], 10:F0}{bytes, 10}"
    );
}

static IEnumerable<string> Outputs(string folder)
{
    var text = new StringBuilder();
    foreach (var file in Directory.GetFiles(folder, "gpt*.jsonl", SearchOption.AllDirectories).Order(StringComparer.Ordinal))
    foreach (var line in File.ReadLines(file))
    {
        text.Append(JsonDocument.Parse(line).RootElement.GetProperty("t").GetString()).Append("\n\n");
        for (; text.Length >= Length; text.Remove(0, Length))
            yield return text.ToString(0, Length);
    }
}
