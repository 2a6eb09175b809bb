using System.Globalization;

namespace LlmMonitor.Replay;

/// <summary>What the command line asks for.</summary>
/// <param name="Day">The day (UTC) onto which the first row is moved; the time of day stays.</param>
/// <param name="Speed">How many times faster than it happened; null is as fast as the app takes it.</param>
/// <param name="State">Remembers which batches were acknowledged, so that another run goes on behind them.</param>
internal sealed record ReplayOptions(
    string Csv,
    Uri Url,
    string Key,
    string Model,
    DateOnly Day,
    int Batch,
    int Concurrency,
    double? Speed,
    string? State,
    decimal? ExpectUsd,
    long? ExpectCalls,
    TimeSpan Wait
)
{
    public const string Usage =
        "replay <csv> --key lmk_… [--url http://127.0.0.1:7071] [--model gpt-4o] [--to-day yesterday|yyyy-MM-dd] [--batch 100]\n"
        + "       [--concurrency 4] [--rate max|realtime|x60] [--state file] [--expect-usd 1.25] [--expect-calls 1000] [--wait seconds]\n"
        + "The CSV has the columns TIMESTAMP,ContextTokens,GeneratedTokens.";

    /// <exception cref="FormatException">Something is missing or is not understood; the message names it.</exception>
    public static ReplayOptions Parse(string[] args, DateOnly today)
    {
        if (args.Length == 0 || args[0].StartsWith('-'))
            throw new FormatException("Name the CSV first.");
        var named = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = 1; i < args.Length; i += 2)
            if (i + 1 < args.Length && args[i].StartsWith("--", StringComparison.Ordinal))
                named[args[i][2..]] = args[i + 1];
            else
                throw new FormatException($"'{args[i]}' is no option with a value.");
        var options = new ReplayOptions(
            args[0],
            new Uri(Take("url", "http://127.0.0.1:7071")),
            Take("key", null),
            Take("model", "gpt-4o"),
            Take("to-day", "yesterday") is var day && day == "yesterday"
                ? today.AddDays(-1)
                : DateOnly.ParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture),
            int.Parse(Take("batch", "100")),
            int.Parse(Take("concurrency", "4")),
            Take("rate", "max") switch
            {
                "max" => null,
                "realtime" => 1,
                ['x', .. var times] => double.Parse(times),
                var rate => throw new FormatException($"--rate is '{rate}': it must be max, realtime or x and a number."),
            },
            named.Remove("state", out var state) ? state : null,
            named.Remove("expect-usd", out var usd) ? decimal.Parse(usd) : null,
            named.Remove("expect-calls", out var calls) ? long.Parse(calls) : null,
            TimeSpan.FromSeconds(double.Parse(Take("wait", "30")))
        );
        return named.Count == 0 ? options : throw new FormatException($"--{named.Keys.First()} is no option.");

        string Take(string name, string? otherwise) =>
            named.Remove(name, out var value) ? value : otherwise ?? throw new FormatException($"--{name} is missing.");
    }
}
