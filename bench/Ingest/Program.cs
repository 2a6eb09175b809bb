using LlmMonitor.Ingest;

// Measures the app from outside, over HTTP, on the machine it runs on: dotnet run -c Release --project bench/Ingest -- <what>
var all = new Dictionary<string, Func<Task>>(StringComparer.Ordinal)
{
    ["embedded"] = Embedded.RunAsync,
    ["latency"] = SingleCalls.RunAsync,
    ["fold"] = Fold.RunAsync,
    ["fold-prompts"] = Fold.RunWithPromptsAsync,
    ["report"] = DayReport.RunAsync,
    ["start"] = StartTime.RunAsync,
    ["azurite"] = AzureStorage.RunAsync,
    ["alerts"] = AlertLatency.RunAsync,
};
if (args is not [var what] || !all.TryGetValue(what, out var run))
{
    Console.Error.WriteLine($"Say what to measure: {string.Join(", ", all.Keys)}.");
    return 2;
}
Figures.Head(what);
await run();
Figures.Load();
return 0;
