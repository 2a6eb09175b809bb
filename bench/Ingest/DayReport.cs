using System.Diagnostics;
using System.Globalization;

namespace LlmMonitor.Ingest;

/// <summary>What a day's report costs to read: it must not grow with the calls of the day.</summary>
internal static class DayReport
{
    private const int Readings = 7;

    /// <summary>Deltas are merged ten minutes after they were folded; set BENCH_WAIT_MINUTES=17 to read the day then too.</summary>
    private static readonly double MinutesUntilMerged = double.Parse(
        Environment.GetEnvironmentVariable("BENCH_WAIT_MINUTES") ?? "0",
        CultureInfo.InvariantCulture
    );

    public static async Task RunAsync()
    {
        foreach (var calls in new[] { 100_000, 1_000_000 })
        {
            using var folder = new TempFolder();
            await using var app = await App.StartAsync(folder.Path);
            var day = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime).AddDays(-1);
            var midnight = new DateTimeOffset(day, TimeOnly.MinValue, TimeSpan.Zero);
            Figures.Rate(
                $"filled with {calls:N0} calls over 24 h",
                await new Load(app, new Bodies(100), 8).FillAsync(calls, midnight, TimeSpan.FromDays(1))
            );
            var lag = await app.UntilInReportAsync(calls, day, TimeSpan.FromMinutes(6));
            Figures.Row("until the report shows all", $"{lag.TotalSeconds:F1} s");
            await ShowAsync("folded a moment ago");
            if (MinutesUntilMerged > 0)
            {
                await Task.Delay(TimeSpan.FromMinutes(MinutesUntilMerged), TimeProvider.System);
                await ShowAsync("merged");
            }
            Figures.Row("peak memory", $"{app.Memory().Peak} MiB", "<= 250 MB");

            async Task ShowAsync(string when)
            {
                foreach (
                    var report in new[]
                    {
                        $"cost?date={day:yyyy-MM-dd}",
                        $"latency?from={midnight:yyyy-MM-ddTHH:mm:ssZ}&to={midnight.AddDays(1):yyyy-MM-ddTHH:mm:ssZ}",
                    }
                )
                {
                    var times = new List<double>();
                    for (var i = 0; i < Readings; i++)
                    {
                        var clock = Stopwatch.StartNew();
                        await app.Http.GetStringAsync($"/api/v1/reports/{report}");
                        times.Add(clock.Elapsed.TotalSeconds);
                    }
                    Figures.Row(
                        $"/reports/{report[..report.IndexOf('?')]}, {calls:N0} calls, {when}",
                        $"{times.Median():F2} s, worst {times.Max():F2}",
                        "<= 2 s"
                    );
                }
            }
        }
    }
}
