using LlmMonitor.Core.Monitors;
using LlmMonitor.Core.Projects;
using LlmMonitor.Core.Safety;
using LlmMonitor.Core.Safety.Gate;
using LlmMonitor.Core.Safety.Gate.Patterns;
using LlmMonitor.Core.Safety.Reviews;
using LlmMonitor.Core.Storage;

namespace LlmMonitor.Core.Tests.Safety.Reviews;

/// <summary>The review queue over the embedded store.</summary>
internal sealed class ReviewPlant : IAsyncDisposable
{
    public ReviewPlant(ReviewOptions? options = null)
    {
        Options = options ?? new();
        Store = new ReviewStore(Plant.Tables);
        Desk = DeskOn(Plant.Tables);
        Hits = new GateHitStore(Plant.Tables);
        Gate = new GateReviews(Hits, Store, Desk, Plant.Time);
        Findings = new FindingStore(Plant.Tables);
        Watch = new ReviewWatch(Store, Findings, Plant.Time);
    }

    public Plant Plant { get; } = new();
    public ReviewOptions Options { get; }
    public ReviewStore Store { get; }
    public ReviewDesk Desk { get; }
    public GateHitStore Hits { get; }
    public GateReviews Gate { get; }
    public FindingStore Findings { get; }
    public ReviewWatch Watch { get; }
    public Project Project => Plant.Project;
    public DateTimeOffset Now => Plant.Time.GetUtcNow();

    public ReviewDesk DeskOn(ITables tables) =>
        new(new ReviewStore(tables), Microsoft.Extensions.Options.Options.Create(Options), Plant.Time);

    public Task HitAsync(string id, PatternSeverity severity = PatternSeverity.Low, string pattern = "a", bool isExcused = false) =>
        Hits.AppendAsync(
            Project.Id,
            new GateDecision(
                id,
                Now,
                "chat",
                "u1",
                GateAnswer.Flagged,
                [new GatePattern(pattern, Hazard.Hate, severity, isExcused ? PatternAction.Annotate : PatternAction.Flag)],
                "v1"
            )
        );

    public async Task<ReviewItem> OpenAsync(string id, PatternSeverity severity = PatternSeverity.Low, string pattern = "a") =>
        (await Desk.OpenAsync(Project, id, "chat", [new(ReviewSource.Gate, pattern, Hazard.Hate, severity, Now)]))!;

    public async Task<ReviewItem> FindAsync(string id) => (await Store.FindAsync(Project.Id, id))!.Item;

    public async Task<ReviewOutcome> DecideAsync(string id, string by, ReviewVerdict verdict) =>
        (await Desk.DecideAsync(Project, id, by, verdict, null, null))!;

    public async Task<List<ReviewItem>> ListAsync(bool closed = false)
    {
        var items = new List<ReviewItem>();
        await foreach (var (_, item) in closed ? Store.ReadClosedAsync(Project.Id) : Store.ReadOpenAsync(Project.Id))
            items.Add(item);
        return items;
    }

    public ValueTask DisposeAsync() => Plant.DisposeAsync();
}
