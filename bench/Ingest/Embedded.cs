namespace LlmMonitor.Ingest;

/// <summary>How many calls a second the embedded store takes while it folds them, and how far folding lags behind.</summary>
internal static class Embedded
{
    public static async Task RunAsync()
    {
        using var folder = new TempFolder();
        Figures.Rate(
            "ceiling: bare SQLite, a row a call, 1,000 a commit",
            RawSqlite.InsertsPerSecond(folder.Path, TimeSpan.FromSeconds(4))
        );
        await using var app = await App.StartAsync(folder.Path);
        var load = new Load(app, new Bodies(100), callers: 8);
        await load.ForAsync(TimeSpan.FromSeconds(10));
        var (total, seconds, processor) = (0.0, 0, app.Processor);
        for (var part = 1; part <= 4; part++)
        {
            var rate = await load.ForAsync(TimeSpan.FromSeconds(10));
            Figures.Rate($"accepted, batches of 100, 8 connections, 5 s no. {part}", rate);
            (total, seconds) = (total + rate * 5, seconds + 5);
        }
        Figures.Rate("accepted over 20 s, folding beside it", total / seconds, ">= 10,000");
        Figures.Row("processor time a call", $"{(app.Processor - processor).TotalMicroseconds / total:F0} µs");
        var (now, peak) = app.Memory();
        Figures.Row("resident memory under load, now and peak", $"{now} and {peak} MiB", "<= 250 MB");
        var (today, sent) = (DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime), load.Acknowledged);
        Figures.Row("already in the report when sending ends", $"{(double)await app.CallsInReportAsync(today) / sent:P0} of {sent:N0}");
        var lag = await app.UntilInReportAsync(sent, today, TimeSpan.FromMinutes(4));
        Figures.Row("until the report shows all", $"{lag.TotalSeconds:F1} s", "7 s where folding keeps up");
        (now, peak) = app.Memory();
        Figures.Row("resident memory afterwards, now and peak", $"{now} and {peak} MiB", "<= 250 MB");
        Figures.Rate("ceiling again", RawSqlite.InsertsPerSecond(folder.Path, TimeSpan.FromSeconds(4)));
    }
}
