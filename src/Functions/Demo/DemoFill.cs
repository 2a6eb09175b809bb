using LlmMonitor.Core.Calls;
using LlmMonitor.Core.Projects;
using Spectre.Console;

namespace LlmMonitor.Functions.Demo;

/// <summary><c>--demo</c>: yesterday as a full day of calls, and seven quieter ones before it, so that reports have something to show and to compare.</summary>
internal static class DemoFill
{
    private const int CallsYesterday = 6000;
    private const int CallsOfOtherDays = 3000;
    private const int CallsAtOnce = 500;

    public static void FillDay(this WebApplication app) =>
        app.Lifetime.ApplicationStarted.Register(() => _ = Task.Run(() => RunAsync(app.Services)));

    private static async Task RunAsync(IServiceProvider services)
    {
        var project = (await services.GetRequiredService<ProjectStore>().FindAsync(Project.DefaultId))!;
        var ingest = services.GetRequiredService<CallIngest>();
        var yesterday = DateOnly.FromDateTime(services.GetRequiredService<TimeProvider>().GetUtcNow().UtcDateTime).AddDays(-1);
        var days = Enumerable.Range(0, 8).Select(back => yesterday.AddDays(back - 7)).ToList();
        await AnsiConsole
            .Progress()
            .StartAsync(async progress =>
            {
                foreach (var day in days)
                {
                    var count = day == yesterday ? CallsYesterday : CallsOfOtherDays;
                    var bar = progress.AddTask($"Demo calls of {day:yyyy-MM-dd}", maxValue: count);
                    foreach (var batch in DemoCalls.OfDay(day, count).Chunk(CallsAtOnce))
                    {
                        var readings = batch.Select(call => new CallReading(call, null, call.RequestId, [])).ToList();
                        await ingest.TakeAsync(project, readings, CancellationToken.None);
                        bar.Increment(batch.Length);
                    }
                }
            });
        AnsiConsole.MarkupLine(
            $"The demo is filled. In fifteen seconds look at [bold]/api/v1/reports/daily?date={yesterday:yyyy-MM-dd}[/] (with Accept: text/html as it is mailed)."
        );
    }
}
