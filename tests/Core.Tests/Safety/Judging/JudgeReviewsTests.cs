using LlmMonitor.Core.Safety.Gate.Patterns;
using LlmMonitor.Core.Safety.Reviews;
using LlmMonitor.Core.Storage;
using Xunit;

namespace LlmMonitor.Core.Tests.Safety.Judging;

public sealed class JudgeReviewsTests : IAsyncLifetime
{
    private JudgingPlant _plant = null!;

    public async ValueTask InitializeAsync() => _plant = await new JudgingPlant().OpenAsync();

    public ValueTask DisposeAsync() => _plant.DisposeAsync();

    [Fact]
    public async Task What_the_judge_finds_harmful_waits_for_people_once_however_often_the_work_comes()
    {
        _plant.Judge.Says = (_, _) => JudgingPlant.Harmful;
        var place = await _plant.TakeAsync(("r1", "Mix it so."));

        await _plant.Work.RunAsync(place, default);
        await _plant.Work.RunAsync(place, default);

        var reason = Assert.Single((await ItemAsync("r1"))!.Reasons);
        Assert.Equal((ReviewSource.Judge, "judge"), (reason.Source, reason.Version));
    }

    [Fact]
    public async Task Where_a_worker_died_between_verdict_and_review_the_next_try_makes_the_review()
    {
        _plant.Judge.Says = (_, _) => JudgingPlant.Harmful;
        var place = await _plant.TakeAsync(("r1", "Mix it so."));
        await _plant.Work.RunAsync(place, default);
        await _plant.Plant.Tables.DeleteAllAsync(
            ReviewStore.Table,
            await _plant.Plant.Tables.ReadAsync(ReviewStore.Table, RowRange.In(_plant.Project.Id), default).ToListAsync(),
            default
        );

        await _plant.Work.RunAsync(place, default);

        Assert.Single((await ItemAsync("r1"))!.Reasons);
    }

    [Fact]
    public async Task What_the_judge_finds_safe_waits_for_nobody()
    {
        await _plant.Work.RunAsync(await _plant.TakeAsync(("r1", "Berlin is the capital.")), default);
        Assert.Null(await ItemAsync("r1"));
    }

    [Fact]
    public async Task An_item_that_somebody_else_opens_knows_what_the_judge_has_said()
    {
        await _plant.Work.RunAsync(await _plant.TakeAsync(("r1", "Berlin is the capital.")), default);
        var doubt = new ReviewReason(ReviewSource.Person, "alice", null, PatternSeverity.Medium, _plant.Plant.Time.GetUtcNow());

        var item = await _plant.JudgeReviews.OpenAsync(_plant.Project, "r1", null, doubt, default);

        Assert.Equal([ReviewSource.Person, ReviewSource.Judge], item!.Reasons.Select(reason => reason.Source));
    }

    private async Task<ReviewItem?> ItemAsync(string requestId) => (await _plant.Reviews.FindAsync(_plant.Project.Id, requestId))?.Item;
}
