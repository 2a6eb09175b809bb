using System.Text.Json;
using LlmMonitor.Core.Calls;
using LlmMonitor.Core.Checks;
using LlmMonitor.Core.Drift;
using LlmMonitor.Core.Monitors;
using LlmMonitor.Core.Projects;
using LlmMonitor.Core.Storage;
using Spectre.Console;

namespace LlmMonitor.Functions.Demo;

/// <summary>
/// <c>--demo silent-update</c>: two months of invoices whose dates a model reads. Six days ago the provider changed the model behind the same
/// version string: of the dates that can be swapped it swaps every fifth. Then the hourly run comes early and says what it sees.
/// </summary>
internal static class DemoSilentUpdate
{
    private const int Days = 60;
    private const int DaysSince = 6;
    private const double SwapShare = 0.2;

    public static void FillSilentUpdate(this WebApplication app) =>
        app.Lifetime.ApplicationStarted.Register(() => _ = Task.Run(() => RunAsync(app.Services)));

    private static async Task RunAsync(IServiceProvider services)
    {
        var time = services.GetRequiredService<TimeProvider>();
        var project = (await services.GetRequiredService<ProjectStore>().FindAsync(Project.DefaultId))!;
        var checks = services.GetRequiredService<CheckStore>();
        var definition = JsonSerializer.SerializeToElement(new[] { new { name = "dates-grounded", type = "dates_grounded" } });
        await checks.PutAsync(project.Id, DemoDocuments.Endpoint, CheckRules.Read(definition, checks.Known).Checks);

        var today = DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime);
        var changed = today.AddDays(-DaysSince);
        await AnsiConsole
            .Progress()
            .StartAsync(progress => FillAsync(services, project, progress.AddTask("Invoices", maxValue: Days), today, changed));
        AnsiConsole.MarkupLine("Waiting until they are folded and embedded, then the hourly drift run comes early.");
        await WaitUntilFoldedAsync(services.GetRequiredService<ITables>(), project.Id, time);
        var none = new Dictionary<string, DateTimeOffset>(StringComparer.Ordinal);
        await services.GetRequiredService<DriftRun>().RunAsync(project, time.GetUtcNow(), none, CancellationToken.None);

        foreach (var verdict in await services.GetRequiredService<FindingStore>().ReadAsync(project.Id, time.GetUtcNow()))
            if (verdict.State is VerdictState.Warning or VerdictState.Critical)
                AnsiConsole.MarkupLineInterpolated($"[bold red]{verdict.State}[/] {verdict.Rule}: {verdict.Summary}");
        AnsiConsole.MarkupLineInterpolated(
            $"The model has swapped dates since {changed:yyyy-MM-dd}. Within two minutes there is an alert and an incident: [bold]GET /api/v1/incidents[/], then [bold]GET /api/v1/incidents/<id>[/]. The commands are in docs/start.md, \"See an incident\"."
        );
    }

    private static async Task FillAsync(IServiceProvider services, Project project, ProgressTask bar, DateOnly today, DateOnly changed)
    {
        var ingest = services.GetRequiredService<CallIngest>();
        for (var day = today.AddDays(-Days); day < today; day = day.AddDays(1))
        {
            var readings = DemoDocuments
                .OfDay(day, day >= changed ? SwapShare : 0)
                .Select(document => new CallReading(document.Call, document.Texts, document.Call.RequestId, []));
            await ingest.TakeAsync(project, [.. readings], CancellationToken.None);
            bar.Increment(1);
        }
    }

    /// <summary>A slot's marker goes when the slot is folded.</summary>
    private static async Task WaitUntilFoldedAsync(ITables tables, string projectId, TimeProvider time)
    {
        var patience = time.GetUtcNow().AddMinutes(2);
        while (time.GetUtcNow() < patience)
        {
            await Task.Delay(TimeSpan.FromSeconds(3), time);
            var left = 0;
            await foreach (var _ in tables.ReadAsync(CallTables.Markers, RowRange.In(projectId)))
                left++;
            if (left == 0)
                break;
        }
        await Task.Delay(TimeSpan.FromSeconds(10), time); // vectors follow folding
    }
}
