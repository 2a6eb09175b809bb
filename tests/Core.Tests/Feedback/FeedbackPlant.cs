using System.Text.Json;
using LlmMonitor.Core.Calls;
using LlmMonitor.Core.Feedback;
using LlmMonitor.Core.Projects;
using LlmMonitor.Core.Rollups;
using Microsoft.Extensions.Options;

namespace LlmMonitor.Core.Tests.Feedback;

/// <summary>Feedback over the embedded store.</summary>
internal sealed class FeedbackPlant : IAsyncDisposable
{
    public FeedbackPlant()
    {
        Store = new FeedbackStore(Plant.Tables);
        Desk = new FeedbackDesk(Store, Plant.Calls, Plant.Work, Plant.Time);
        Reports = new FeedbackReports(Store, Plant.Reader, Options.Create(new FeedbackOptions()));
    }

    public Plant Plant { get; } = new();
    public FeedbackStore Store { get; }
    public FeedbackDesk Desk { get; }
    public FeedbackReports Reports { get; }

    public Task<FeedbackReceipt> SayAsync(params string[] json) => SayAsync(Plant.Project, json);

    public Task<FeedbackReceipt> SayAsync(Project project, params string[] json) =>
        Desk.TakeAsync(project, [.. json.Select(one => FeedbackReader.Read(JsonDocument.Parse(one).RootElement))], CancellationToken.None);

    public static string Json(string request, string type, string? user = null) =>
        JsonSerializer.Serialize(
            new
            {
                request_id = request,
                type,
                user_id = user,
            }
        );

    public async Task CallsAsync(params IEnumerable<LlmCall> calls)
    {
        await Plant.WriteAsync(calls);
        await Plant.FoldAllAsync();
    }

    public Task<FeedbackReport> ReportAsync(RollupDimension? by = null) =>
        Reports.ReadAsync(Plant.Project, Plant.Noon.AddDays(-2), Plant.Noon.AddDays(2), by, CancellationToken.None);

    public ValueTask DisposeAsync() => Plant.DisposeAsync();
}
