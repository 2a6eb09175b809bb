using LlmMonitor.Core.Safety;
using LlmMonitor.Core.Safety.Gate.Patterns;
using LlmMonitor.Core.Safety.Reviews;
using LlmMonitor.Core.Statistics;
using LlmMonitor.Core.Storage;
using LlmMonitor.Core.Tests.Storage;
using Xunit;

namespace LlmMonitor.Core.Tests.Safety.Reviews;

public sealed class ReviewDeskTests : IAsyncDisposable // S18
{
    private readonly ReviewPlant _plant = new();

    [Fact]
    public async Task Reasons_of_one_call_become_one_item_and_the_same_again_changes_nothing()
    {
        await _plant.OpenAsync("r1", PatternSeverity.Low, "a");
        await _plant.OpenAsync("r1", PatternSeverity.High, "b");
        await _plant.OpenAsync("r1", PatternSeverity.High, "b");
        var item = Assert.Single(await _plant.ListAsync());
        Assert.Equal((PatternSeverity.High, 2, 2), (item.Severity, item.Reasons.Count, item.Version));
        Assert.Equal(["opened", "reasonadded"], await ActsAsync("r1"));
    }

    [Fact]
    public async Task Two_who_open_the_same_call_at_once_make_one_item()
    {
        var desk = _plant.DeskOn(new InBetween(_plant.Plant.Tables, () => _plant.OpenAsync("r1", pattern: "b")));
        await desk.OpenAsync(_plant.Project, "r1", "chat", [new(ReviewSource.Gate, "a", null, PatternSeverity.Low, _plant.Now)]);
        Assert.Equal(["b", "a"], (await _plant.FindAsync("r1")).Reasons.Select(reason => reason.Name));
    }

    [Fact]
    public async Task Of_two_who_take_it_on_at_once_one_has_it()
    {
        await _plant.OpenAsync("r1");
        var desk = _plant.DeskOn(new InBetween(_plant.Plant.Tables, () => _plant.Desk.AssignAsync(_plant.Project, "r1", "bob")));
        var outcome = await desk.AssignAsync(_plant.Project, "r1", "ann");
        Assert.Contains("holds this review", outcome!.Refusal, StringComparison.Ordinal);
        Assert.Equal("bob", (await _plant.FindAsync("r1")).Lease!.By);
    }

    [Fact]
    public async Task Of_two_decisions_at_once_the_later_is_decided_on_what_the_first_has_left()
    {
        await _plant.OpenAsync("r1", PatternSeverity.Critical);
        var desk = _plant.DeskOn(new InBetween(_plant.Plant.Tables, () => _plant.DecideAsync("r1", "bob", ReviewVerdict.Safe)));
        var outcome = await desk.DecideAsync(_plant.Project, "r1", "ann", ReviewVerdict.Harmful, null, null);
        Assert.Equal((null, ReviewState.Escalated), (outcome!.Refusal, outcome.Item.State));
        Assert.Equal(["bob", "ann"], outcome.Item.Decisions.Select(decision => decision.By));
    }

    [Fact]
    public async Task A_lease_that_ended_gives_the_item_back()
    {
        await _plant.OpenAsync("r1");
        await _plant.Desk.AssignAsync(_plant.Project, "r1", "ann");
        Assert.NotNull((await _plant.Desk.AssignAsync(_plant.Project, "r1", "bob"))!.Refusal);
        _plant.Plant.Time.Advance(TimeSpan.FromMinutes(30));
        Assert.Equal(ReviewState.New, (await _plant.FindAsync("r1")).StateAt(_plant.Now));
        Assert.Null((await _plant.Desk.AssignAsync(_plant.Project, "r1", "bob"))!.Refusal);
        Assert.NotNull((await _plant.DecideAsync("r1", "ann", ReviewVerdict.Safe)).Refusal);
        Assert.Null((await _plant.DecideAsync("r1", "bob", ReviewVerdict.Safe)).Refusal);
    }

    [Fact]
    public async Task Where_two_differ_a_third_decides_and_all_of_it_is_in_the_audit()
    {
        await _plant.OpenAsync("r1", PatternSeverity.Critical);
        await _plant.DecideAsync("r1", "ann", ReviewVerdict.Harmful);
        await _plant.DecideAsync("r1", "bob", ReviewVerdict.Safe);
        Assert.NotNull((await _plant.DecideAsync("r1", "ann", ReviewVerdict.Safe)).Refusal);
        var closed = (await _plant.DecideAsync("r1", "cat", ReviewVerdict.Safe)).Item;
        Assert.Equal((ReviewState.Closed, ReviewVerdict.Safe), (closed.State, closed.Verdict));
        Assert.Empty(await _plant.ListAsync());
        Assert.Single(await _plant.ListAsync(closed: true));
        var lines = await _plant.Store.ReadAuditAsync(_plant.Project.Id, "r1");
        Assert.Equal([1, 2, 3, 4], lines.Select(line => line.Number));
        Assert.Equal(["gate", "ann", "bob", "cat"], lines.Select(line => line.By));
        Assert.Equal([ReviewState.New, ReviewState.Decided, ReviewState.Escalated, ReviewState.Closed], lines.Select(line => line.State));
    }

    [Fact]
    public async Task A_decision_that_is_sent_again_counts_once()
    {
        await _plant.OpenAsync("r1", PatternSeverity.Critical);
        await _plant.DecideAsync("r1", "ann", ReviewVerdict.Harmful);
        var again = await _plant.DecideAsync("r1", "ann", ReviewVerdict.Harmful);
        Assert.Equal((null, 1, 2), (again.Refusal, again.Item.Decisions.Count, again.Item.Version));
    }

    [Fact]
    public async Task A_line_of_the_audit_can_be_neither_changed_nor_left_out()
    {
        var item = await _plant.OpenAsync("r1");
        var kept = await _plant.Store.FindAsync(_plant.Project.Id, "r1");
        var forged = new ReviewAuditLine(1, _plant.Now, "eve", ReviewAct.Decided, ReviewState.Closed);
        await Assert.ThrowsAsync<ArgumentException>(() => _plant.Store.SaveAsync(_plant.Project.Id, kept, item, forged));
        await Assert.ThrowsAsync<ArgumentException>(() =>
            _plant.Store.SaveAsync(_plant.Project.Id, kept, item with { Version = 3 }, forged with { Number = 3 })
        );
        // Somebody who pretends that there was no item yet would write line 1 again.
        await Assert.ThrowsAsync<RowConflictException>(() => _plant.Store.SaveAsync(_plant.Project.Id, null, item, forged));
        Assert.Equal("gate", Assert.Single(await _plant.Store.ReadAuditAsync(_plant.Project.Id, "r1")).By);
    }

    [Fact]
    public async Task What_the_judge_finds_safe_is_looked_at_for_a_sample_or_where_the_gate_had_found_something()
    {
        Assert.NotNull(await JudgedAsync("harmful", true));
        Assert.NotNull(await JudgedAsync("flagged", false, evenIfSafe: true));
        await _plant.OpenAsync("hit");
        Assert.Equal(2, (await JudgedAsync("hit", false))!.Reasons.Count);
        _plant.Options.JudgedSafeShare = 0.1;
        for (var i = 0; i < 200; i++)
            Assert.Equal(SampleOf.Id($"safe-{i}", 0.1), await JudgedAsync($"safe-{i}", false) is not null);
    }

    [Fact]
    public async Task What_the_gate_found_becomes_items_once_however_often_one_looks()
    {
        await _plant.HitAsync("r1", PatternSeverity.High, "a");
        _plant.Plant.Time.Advance(TimeSpan.FromSeconds(1));
        await _plant.HitAsync("r1", PatternSeverity.High, "b");
        await _plant.HitAsync("r2", isExcused: true);
        Assert.Equal(3, await _plant.Gate.RunAsync(_plant.Project));
        var item = Assert.Single(await _plant.ListAsync());
        Assert.Equal(("r1", "chat", 2), (item.RequestId, item.Endpoint, item.Reasons.Count));
        _plant.Plant.Time.Advance(TimeSpan.FromMinutes(1));
        await _plant.HitAsync("r3"); // written while the first look went on, as far as one can tell
        await _plant.Gate.RunAsync(_plant.Project);
        Assert.Equal(["r1", "r3"], (await _plant.ListAsync()).Select(open => open.RequestId));
        Assert.Equal(2, (await _plant.FindAsync("r1")).Version);
        _plant.Plant.Time.Advance(TimeSpan.FromMinutes(15));
        await _plant.Gate.RunAsync(_plant.Project);
        _plant.Plant.Time.Advance(TimeSpan.FromMinutes(15));
        Assert.Equal(0, await _plant.Gate.RunAsync(_plant.Project));
    }

    [Fact]
    public async Task What_is_due_first_is_listed_first_and_what_was_closed_last()
    {
        await _plant.OpenAsync("low", PatternSeverity.Low);
        await _plant.OpenAsync("critical", PatternSeverity.Critical);
        await _plant.OpenAsync("high", PatternSeverity.High);
        Assert.Equal(["critical", "high", "low"], (await _plant.ListAsync()).Select(item => item.RequestId));
        foreach (var id in new[] { "low", "high" })
        {
            _plant.Plant.Time.Advance(TimeSpan.FromMinutes(1));
            await _plant.DecideAsync(id, "ann", ReviewVerdict.Safe);
        }
        Assert.Equal(["high", "low"], (await _plant.ListAsync(closed: true)).Select(item => item.RequestId));
        var first = Plant.Noon.AddMinutes(1);
        foreach (var (from, before, count) in new[] { (first, first.AddTicks(1), 1), (first.AddTicks(1), _plant.Now, 0) })
        {
            var found = 0;
            await foreach (var _ in _plant.Store.ReadClosedAsync(_plant.Project.Id, from, before))
                found++;
            Assert.Equal(count, found);
        }
    }

    public ValueTask DisposeAsync() => _plant.DisposeAsync();

    private Task<ReviewItem?> JudgedAsync(string id, bool harmful, bool evenIfSafe = false) =>
        _plant.Desk.OpenAsync(
            _plant.Project,
            id,
            "chat",
            [ReviewReason.OfJudge("v1", harmful, Hazard.Hate, PatternSeverity.Medium, _plant.Now)],
            evenIfSafe
        );

    private async Task<IEnumerable<string>> ActsAsync(string id) =>
        (await _plant.Store.ReadAuditAsync(_plant.Project.Id, id)).Select(line => line.Act.ToString().ToLowerInvariant());
}
