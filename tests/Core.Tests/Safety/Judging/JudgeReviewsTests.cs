using LlmMonitor.Core.Safety.Reviews;
using Microsoft.Extensions.Options;
using Xunit;

namespace LlmMonitor.Core.Tests.Safety.Judging;

public sealed class JudgeReviewsTests : IAsyncLifetime
{
    private JudgingPlant _plant = null!;
    private ReviewStore _reviews = null!;
    private JudgeReviews _judgeReviews = null!;

    public async ValueTask InitializeAsync()
    {
        _plant = await new JudgingPlant().OpenAsync();
        _reviews = new ReviewStore(_plant.Plant.Tables);
        var desk = new ReviewDesk(_reviews, Options.Create(new ReviewOptions()), _plant.Plant.Time);
        _judgeReviews = new JudgeReviews(_plant.Store, desk, _plant.Plant.Time);
    }

    public ValueTask DisposeAsync() => _plant.DisposeAsync();

    [Fact]
    public async Task What_the_judge_finds_harmful_waits_for_people_once_however_often_it_is_looked_at()
    {
        _plant.Judge.Says = (_, _) => JudgingPlant.Harmful;
        await _plant.Work.RunAsync(await _plant.TakeAsync(("r1", "Mix it so.")), default);

        await _judgeReviews.RunAsync(_plant.Project);
        await _judgeReviews.RunAsync(_plant.Project);

        var item = (await _reviews.FindAsync(_plant.Project.Id, "r1"))!.Item;
        var reason = Assert.Single(item.Reasons);
        Assert.Equal((ReviewSource.Judge, "judge"), (reason.Source, reason.Version));
    }

    [Fact]
    public async Task What_is_judged_after_an_outage_of_most_of_a_day_waits_for_people_too()
    {
        _plant.Judge.Says = (_, _) => JudgingPlant.Harmful;
        var place = await _plant.TakeAsync(("r1", "Mix it so."));
        _plant.Plant.Time.Advance(TimeSpan.FromHours(23));
        await _plant.Work.RunAsync(place, default);

        for (var minute = 0; minute < 60; minute++)
        {
            await _judgeReviews.RunAsync(_plant.Project);
            _plant.Plant.Time.Advance(TimeSpan.FromMinutes(1));
        }

        Assert.NotNull(await _reviews.FindAsync(_plant.Project.Id, "r1"));
    }

    [Fact]
    public async Task What_the_judge_finds_safe_waits_for_nobody()
    {
        await _plant.Work.RunAsync(await _plant.TakeAsync(("r1", "Berlin is the capital.")), default);

        await _judgeReviews.RunAsync(_plant.Project);

        Assert.Null(await _reviews.FindAsync(_plant.Project.Id, "r1"));
    }
}
