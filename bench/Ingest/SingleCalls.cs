using System.Diagnostics;

namespace LlmMonitor.Ingest;

/// <summary>How long a single call takes to become durable at a steady 200 a second, whether or not the one before was answered.</summary>
internal static class SingleCalls
{
    private const int PerSecond = 200;
    private static readonly TimeSpan Time = TimeSpan.FromSeconds(20);

    public static async Task RunAsync()
    {
        using var folder = new TempFolder();
        var commits = RawSqlite.Commits(folder.Path, 2000);
        Figures.Row("floor: bare SQLite commit of one row, p50 and p99", $"{commits.Median():F2} and {commits.Quantile(0.99):F2} ms");
        await using var app = await App.StartAsync(folder.Path);
        var bodies = new Bodies(1);
        var load = new Load(app, bodies, callers: 4);
        await load.ForAsync(TimeSpan.FromSeconds(3));
        for (var turn = 1; turn <= 2; turn++)
        {
            Show("floor: GET /api/health", await OpenLoopAsync(_ => app.Http.GetStringAsync("/api/health")));
            var turns = turn * 10_000_000L;
            Show(
                "POST of one call",
                await OpenLoopAsync(n => app.PostAsync(bodies.Of(turns + n, TimeProvider.System.GetUtcNow()))),
                "p99 <= 15 ms"
            );
        }
    }

    /// <summary>Milliseconds from when each request was due to its answer.</summary>
    private static async Task<IReadOnlyList<double>> OpenLoopAsync(Func<long, Task> send)
    {
        var clock = Stopwatch.StartNew();
        var all = new List<Task<double>>();
        for (var n = 0; n < PerSecond * Time.TotalSeconds; n++)
        {
            var due = TimeSpan.FromSeconds((double)n / PerSecond);
            // Measured from when it was due: a client that is late shows as well, in the floor too.
            if (due - clock.Elapsed is { TotalMilliseconds: >= 1 } early)
                await Task.Delay(early, TimeProvider.System);
            all.Add(MeasureAsync(n, due));
        }
        return await Task.WhenAll(all);

        async Task<double> MeasureAsync(long n, TimeSpan due)
        {
            await send(n);
            return (clock.Elapsed - due).TotalMilliseconds;
        }
    }

    private static void Show(string name, IReadOnlyList<double> milliseconds, string? target = null) =>
        Figures.Row(
            $"{name}, p50, p99, worst",
            $"{milliseconds.Median():F1}, {milliseconds.Quantile(0.99):F1}, {milliseconds.Max():F1} ms",
            target
        );
}
