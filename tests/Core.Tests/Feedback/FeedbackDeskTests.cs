using LlmMonitor.Core.Feedback;
using LlmMonitor.Core.Privacy;
using LlmMonitor.Core.Projects;
using LlmMonitor.Core.Rollups;
using Xunit;

namespace LlmMonitor.Core.Tests.Feedback;

public sealed class FeedbackDeskTests : IAsyncLifetime
{
    private readonly FeedbackPlant _plant = new();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _plant.DisposeAsync();

    [Fact] // F5, F8
    public async Task Feedback_waits_for_its_call_and_is_joined_when_it_comes()
    {
        var receipt = await _plant.SayAsync(FeedbackPlant.Json("r1", "thumbs_down", "u1"));
        Assert.Equal((1, 0, 1), (receipt.Accepted, receipt.Duplicates, receipt.Pending));
        var before = await _plant.ReportAsync();
        Assert.Equal((1L, 0L, "only_pending"), (before.NPending, before.NTotalRated, before.Reason));
        await _plant.CallsAsync(Plant.Call("r1"));
        _plant.Plant.Time.Advance(TimeSpan.FromSeconds(15)); // so long the message is hidden
        await _plant.Plant.DrainAsync<FeedbackPointer>(
            FeedbackDesk.Queue,
            (pointer, token) => _plant.Desk.JoinAsync(pointer.ProjectId, pointer.Judge, token)
        );
        var after = await _plant.ReportAsync(RollupDimension.Feature);
        Assert.Equal((0L, 1L, 0.0), (after.NPending, after.NTotalRated, after.SatisfactionRate));
        var group = Assert.Single(after.Groups);
        Assert.Equal(("summary", 1L, 1.0), (group.Key, group.NNegative, group.FeedbackRate));
        Assert.Empty(await _plant.Store.ReadWaitingAsync("p1").ToListAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Feedback_on_a_call_that_is_not_folded_yet_is_joined_at_once()
    {
        await _plant.Plant.WriteAsync(Plant.Call("r1"));
        Assert.Equal(0, (await _plant.SayAsync(FeedbackPlant.Json("r1", "thumbs_up", "u1"))).Pending);
        Assert.Equal(1, (await _plant.ReportAsync()).NPositive);
    }

    [Fact]
    public async Task What_waits_longer_than_an_hour_is_looked_up_by_the_hour()
    {
        await _plant.SayAsync(FeedbackPlant.Json("r1", "thumbs_up", "u1"));
        _plant.Plant.Time.Advance(TimeSpan.FromHours(2));
        await _plant.CallsAsync(Plant.Call("r1"));
        await _plant.Desk.JoinAsync("p1", olderToo: false, CancellationToken.None);
        Assert.Equal(1, (await _plant.ReportAsync()).NPending);
        await _plant.Desk.JoinAsync("p1", olderToo: true, CancellationToken.None);
        Assert.Equal((0L, 1L), ((await _plant.ReportAsync()).NPending, (await _plant.ReportAsync()).NPositive));
    }

    [Fact] // F5
    public async Task A_change_of_mind_counts_once_where_it_was_last_said_and_is_kept_in_history()
    {
        await _plant.CallsAsync(Plant.Call("r1"));
        await _plant.SayAsync(FeedbackPlant.Json("r1", "thumbs_up", "u1"), FeedbackPlant.Json("r1", "thumbs_down", "u1"));
        _plant.Plant.Time.Advance(TimeSpan.FromHours(1));
        var again = await _plant.SayAsync(FeedbackPlant.Json("r1", "thumbs_down", "u1"));
        Assert.Equal((0, 1), (again.Accepted, again.Duplicates));
        await _plant.SayAsync(FeedbackPlant.Json("r1", "report", "u1"));
        var report = await _plant.ReportAsync();
        Assert.Equal((0L, 1L, 1L, 0.0), (report.NPositive, report.NNegative, report.NReports, report.SatisfactionRate));
        var kept = await _plant.Store.FindAsync("p1", "r1", "u1");
        Assert.Equal([FeedbackType.ThumbsUp, FeedbackType.ThumbsDown], kept!.Item.History.Select(mind => mind.Rating!.Value));
        var listed = Assert.Single(
            await _plant.Store.ReadAsync("p1", Plant.Noon, Plant.Noon.AddDays(1)).ToListAsync(TestContext.Current.CancellationToken)
        );
        Assert.Equal(Plant.Noon.AddHours(1).AddSeconds(7), listed.At);
    }

    [Theory] // F8, W4
    [InlineData(TextKeeping.Redacted, "write to [email]")]
    [InlineData(TextKeeping.Full, "write to anna@example.org")]
    [InlineData(TextKeeping.None, null)]
    public async Task A_correction_is_kept_as_the_project_lets_texts_be_kept(TextKeeping texts, string? kept)
    {
        await _plant.CallsAsync(Plant.Call("r1"));
        var project = _plant.Plant.Project with { Settings = new() { Texts = texts } };
        await _plant.SayAsync(project, """{"request_id":"r1","type":"correction","correction_text":"write to anna@example.org"}""");
        var item = Assert.Single(
            await _plant.Store.ReadAsync("p1", Plant.Noon, Plant.Noon.AddDays(1)).ToListAsync(TestContext.Current.CancellationToken)
        );
        Assert.Equal((true, kept, "gpt-4o"), (item.IsCorrected, item.CorrectionText, item.Call!.Dimensions.Model));
    }

    [Fact]
    public async Task Every_fault_is_named_and_the_rest_is_taken()
    {
        var receipt = await _plant.SayAsync(
            FeedbackPlant.Json("r1", "thumbs_up"),
            """{"request_id":"no/slash","type":"star","correction_text":5}""",
            """{"request_id":"r2","type":"thumbs_up","correction_text":"no"}""",
            "[]"
        );
        Assert.Equal(1, receipt.Accepted);
        Assert.Equal([1, 2, 3], receipt.Rejected.Select(one => one.Index));
        Assert.Equal(["request_id", "type", "correction_text"], receipt.Rejected[0].Errors.Select(fault => fault.Field));
    }

    [Fact]
    public async Task Many_at_once_on_one_answer_all_count()
    {
        await _plant.CallsAsync(Plant.Call("r1"));
        await Parallel.ForAsync(
            0,
            8,
            async (i, _) =>
                await _plant.SayAsync(
                    FeedbackPlant.Json("r1", "thumbs_up", $"u{i}"),
                    FeedbackPlant.Json("r1", i % 2 == 0 ? "report" : "thumbs_down", "same")
                )
        );
        var report = await _plant.ReportAsync();
        Assert.Equal((8L, 1L), (report.NPositive, report.NNegative));
    }

    [Fact]
    public async Task Erasing_a_user_leaves_nothing_of_theirs()
    {
        await _plant.CallsAsync(Plant.Call("r1"), Plant.Call("r2") with { UserId = "other" });
        await _plant.SayAsync(
            FeedbackPlant.Json("r1", "thumbs_up"),
            FeedbackPlant.Json("r2", "thumbs_up", "u1"),
            FeedbackPlant.Json("r2", "thumbs_up"),
            FeedbackPlant.Json("r3", "thumbs_up", "u1"),
            FeedbackPlant.Json("r1", "thumbs_down", "other")
        );
        var erasure = new Erasure(new Project("p1", "p1", Plant.Noon), "u1", "u1", Plant.Noon);
        await new FeedbackKeeping(_plant.Store).EraseAsync(erasure, TestContext.Current.CancellationToken);
        await new FeedbackKeeping(_plant.Store).EraseAsync(erasure, TestContext.Current.CancellationToken);
        Assert.Equal(8, erasure.Rows[FeedbackStore.Table]); // three of theirs, and what another said of their call
        var left = await _plant.ReportAsync();
        Assert.Equal((2L, 0L), (left.NTotalRated, left.NPending));
        Assert.Equal("(erased)", (await _plant.Store.FindAsync("p1", "r1", "other"))!.Item.Call!.UserId);
    }

    [Fact]
    public async Task When_texts_end_the_words_of_a_correction_go_and_nothing_else()
    {
        await _plant.CallsAsync(Plant.Call("r1") with { UserId = "u1" });
        var project = new Project("p1", "p1", Plant.Noon) { Settings = new() { Texts = TextKeeping.Full } };
        await _plant.SayAsync(project, """{"request_id":"r1","type":"correction","correction_text":"It was the 3rd.","user_id":"other"}""");
        var before = (await _plant.Store.FindAsync("p1", "r1", "other"))!.Item;
        Assert.Equal("It was the 3rd.", before.CorrectionText);
        var later = _plant.Plant.Time.GetUtcNow().AddDays(1);
        var ends = new Cutoffs(later.AddDays(-9), later, later, later.AddDays(-90));
        var forgetting = new Forgetting(_plant.Plant.Tables, project, ends, later, () => false);
        await new FeedbackKeeping(_plant.Store).ForgetAsync(forgetting, TestContext.Current.CancellationToken);
        var after = (await _plant.Store.FindAsync("p1", "r1", "other"))!.Item;
        Assert.Null(after.CorrectionText);
        Assert.Equal((true, before.Call), (after.IsCorrected, after.Call));
    }
}
