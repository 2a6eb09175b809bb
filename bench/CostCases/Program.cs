using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using LlmMonitor.Core.Calls;
using LlmMonitor.Core.Cost;
using LlmMonitor.Core.Cost.Updates;
using LlmMonitor.Core.Projects;

// Checks the price table against a folder of cases: cases.jsonl, aliases.jsonl, usage_bodies.jsonl.
//   dotnet run -c Release --project bench/CostCases -- <folder>
//   dotnet run -c Release --project bench/CostCases -- import <genai-prices.json> <prices folder> <yyyy-MM-dd>
if (args is ["import", var source, var into, var day])
{
    var summary = PriceImport.Run(source, into, DateOnly.ParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture));
    Console.WriteLine(
        $"added {summary.Added.Count}, changed {summary.Changed.Count}, kept by hand {summary.KeptByHand.Count}, untouched {summary.Untouched}"
    );
    Array.ForEach([.. summary.Changed], Console.WriteLine);
    return 0;
}
if (args is not [var folder])
{
    Console.Error.WriteLine("Give the folder that holds cases.jsonl, aliases.jsonl and usage_bodies.jsonl.");
    return 2;
}

var (watch, cpu) = (Stopwatch.StartNew(), Environment.CpuUsage.TotalTime);
var table = PriceTable.Embedded;
var (loaded, burnt) = (watch.Elapsed, Environment.CpuUsage.TotalTime - cpu);
Console.WriteLine(
    $"table {table.Version}, {table.Providers.Sum(provider => provider.Models.Count)} models, loaded in {loaded.TotalMilliseconds:F0} ms ({burnt.TotalMilliseconds:F0} ms of processor)"
);

var cases = Check(
    "cases.jsonl",
    row =>
    {
        var quote = Quote(
            Text(row, "provider"),
            Text(row, "model")!,
            row.GetProperty("at").GetDateTimeOffset(),
            Usage(row.GetProperty("usage"))
        );
        var expected = Money(row, "cost_usd");
        return quote.CostUsd == expected
            ? null
            : $"{Text(row, "id")} {Text(row, "provider")} {Text(row, "model")}: {quote.CostUsd?.ToString() ?? quote.Reason} instead of {expected} ({quote.Model})";
    }
);
var aliases = Check(
    "aliases.jsonl",
    row =>
    {
        var quote = Quote(Text(row, "provider_hint"), Text(row, "alias")!, new(2026, 8, 6, 12, 0, 0, default), new(1000, 100));
        var expected = Text(row, "canonical");
        var same =
            quote.Model == expected
            || (
                expected?.StartsWith("bedrock-", StringComparison.Ordinal) is true
                && quote.Model?.StartsWith("aws/", StringComparison.Ordinal) is true
            );
        return same && quote.Priced == (expected is not null)
            ? null
            : $"{Text(row, "alias")}: {quote.Model} {quote.Reason} instead of {expected}";
    }
);
var bodies = Check(
    "usage_bodies.jsonl",
    row =>
    {
        var quote = Quote(Text(row, "provider"), Text(row, "model")!, new(2026, 8, 6, 12, 0, 0, default), Usage(row.GetProperty("usage")));
        var expected = Money(row, "input_usd") + Money(row, "output_usd");
        return quote.CostUsd == expected
            ? null
            : $"{Text(row, "provider")} {Text(row, "model")}: {quote.CostUsd?.ToString() ?? quote.Reason} instead of {expected} ({quote.Model})";
    }
);
Console.WriteLine($"{cases.Right} of {cases.All} exact, aliases {aliases.Right} of {aliases.All}, bodies {bodies.Right} of {bodies.All}");
Measure();
return cases.Right == cases.All && aliases.Right == aliases.All ? 0 : 1;

(int Right, int All) Check(string file, Func<JsonElement, string?> miss)
{
    var (right, all) = (0, 0);
    foreach (var line in File.ReadLines(Path.Combine(folder, file)).Where(line => line.Length > 0))
    {
        using var document = JsonDocument.Parse(line);
        var why = miss(document.RootElement);
        all++;
        right += why is null ? 1 : 0;
        if (why is not null)
        {
            Console.WriteLine($"{file}: {why}");
        }
    }
    return (right, all);
}

CostQuote Quote(string? provider, string model, DateTimeOffset at, TokenUsage usage) =>
    CostQuote.For(table, new(provider, model, null, ServiceTier.Standard, null), at, usage);

void Measure()
{
    const int calls = 2_000_000;
    var step = new PriceStep(table);
    var project = new Project("p", "p", DateTimeOffset.UnixEpoch);
    var call = new LlmCall
    {
        RequestId = "r",
        Timestamp = new(2026, 8, 6, 12, 0, 0, default),
        Provider = "openai",
        Model = "gpt-4o",
        Usage = new(10_000, 700, 8_000),
    };
    step.Price(call, project);
    var before = GC.GetAllocatedBytesForCurrentThread();
    var (clock, used) = (Stopwatch.StartNew(), Environment.CpuUsage.TotalTime);
    for (var index = 0; index < calls; index++)
    {
        step.Price(call, project);
    }
    Console.WriteLine(
        $"PriceStep: {clock.Elapsed.TotalNanoseconds / calls:F0} ns ({(Environment.CpuUsage.TotalTime - used).TotalNanoseconds / calls:F0} ns of processor) and {(GC.GetAllocatedBytesForCurrentThread() - before) / calls} bytes a call"
    );
}

static TokenUsage Usage(JsonElement usage)
{
    return new(
        Count("input_tokens"),
        Count("output_tokens"),
        Count("cache_read_tokens") ?? 0,
        Count("cache_write_tokens") ?? 0,
        Count("cache_write_1h_tokens") ?? 0,
        Count("reasoning_tokens") ?? Count("output_reasoning_tokens") ?? 0,
        Count("input_audio_tokens") ?? 0,
        Count("output_audio_tokens") ?? 0
    );

    long? Count(string name) => usage.TryGetProperty(name, out var count) ? count.GetInt64() : null;
}

static string? Text(JsonElement row, string name) =>
    row.TryGetProperty(name, out var text) && text.ValueKind == JsonValueKind.String ? text.GetString() : null;

static decimal Money(JsonElement row, string name) => decimal.Parse(Text(row, name)!, NumberStyles.Float, CultureInfo.InvariantCulture);
