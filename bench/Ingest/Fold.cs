namespace LlmMonitor.Ingest;

/// <summary>How fast calls that wait are folded: taken in while nothing folds, then folded by an app that does nothing else.</summary>
internal static class Fold
{
    private const int Calls = 200_000;

    public static Task RunAsync() => RunAsync(prompts: false);

    /// <summary>The same with prompts, whose hashes are counted for each user's minute.</summary>
    public static Task RunWithPromptsAsync() => RunAsync(prompts: true);

    private static async Task RunAsync(bool prompts)
    {
        using var folder = new TempFolder();
        var now = TimeProvider.System.GetUtcNow();
        await using (
            var idle = await App.StartAsync(
                folder.Path,
                new Dictionary<string, string>(StringComparer.Ordinal) { ["LlmMonitor__Triggers"] = "host" }
            )
        )
            Figures.Rate(
                $"accepted while nothing folds, {Calls:N0} calls",
                await new Load(idle, new Bodies(100, prompts: prompts), 8).FillAsync(Calls, now.AddMinutes(-2), TimeSpan.FromMinutes(1))
            );
        Figures.Rate(
            "ceiling: bare SQLite, one claim a call, 100 a commit",
            RawSqlite.InsertsPerSecond(folder.Path, TimeSpan.FromSeconds(4), 100)
        );
        // Slots that are not ripe yet would be waited for.
        await Task.Delay(TimeSpan.FromSeconds(8), TimeProvider.System);
        await using var app = await App.StartAsync(folder.Path);
        var time = await app.UntilInReportAsync(Calls, DateOnly.FromDateTime(now.UtcDateTime), TimeSpan.FromMinutes(5));
        Figures.Rate("folded", Calls / time.TotalSeconds, ">= 5,000");
        Figures.Row("processor time a folded call", $"{app.Processor.TotalMicroseconds / Calls:F0} µs");
        Figures.Row("peak memory", $"{app.Memory().Peak} MiB", "<= 250 MB");
    }
}
