using LlmMonitor.Core.Monitors;
using LlmMonitor.Core.Safety;
using LlmMonitor.Core.Safety.Gate.Patterns;
using LlmMonitor.Core.Safety.Reviews;
using LlmMonitor.Core.Statistics;
using Xunit;

namespace LlmMonitor.Core.Tests.Safety.Reviews;

public sealed class ReviewReportTests
{
    private static readonly DateTimeOffset Now = Plant.Noon;

    [Fact]
    public void A_pattern_s_precision_is_of_what_people_decided_with_its_interval() // S11
    {
        var closed = Enumerable.Range(0, 10).Select(i => Item($"r{i}", i < 3, Pattern("loud"), i == 0 ? Pattern("rare") : null)).ToList();
        var report = ReviewReport.Of(closed, [], Now.AddDays(-1), Now, Now);
        var loud = report.Patterns[0];
        Assert.Equal(("loud", 10, 3, 0.3), (loud.Id, loud.NDecided, loud.NHarmful, loud.Precision));
        Assert.Equal(BinomialInterval.ClopperPearson(3, 10), (loud.Interval.Low, loud.Interval.High));
        Assert.Equal(("rare", 1.0), (report.Patterns[1].Id, report.Patterns[1].Precision));
        Assert.Equal((10, 3), (report.NClosed, report.NHarmful));
    }

    [Fact]
    public void The_judge_is_held_against_people()
    {
        ReviewItem[] closed =
        [
            .. Enumerable.Range(0, 20).Select(i => Item($"a{i}", true, Judge("v1", true))),
            .. Enumerable.Range(0, 5).Select(i => Item($"b{i}", false, Judge("v1", true))),
            .. Enumerable.Range(0, 10).Select(i => Item($"c{i}", true, Judge("v1", false))),
            .. Enumerable.Range(0, 15).Select(i => Item($"d{i}", false, Judge("v1", false))),
            Item("e", false, Judge("v2", true)),
        ];
        var report = ReviewReport.Of(closed, [], Now.AddDays(-1), Now, Now);
        var first = report.Judge[0];
        Assert.Equal((50, 20, 5, 10, 15), (first.N, first.BothHarmful, first.OnlyJudge, first.OnlyPeople, first.BothSafe));
        Assert.Equal(0.4, first.Kappa!.Value, 12);
        Assert.InRange(first.Kappa.Value, first.Interval!.Low, first.Interval.High);
        Assert.Equal((1, null, null), (report.Judge[1].N, report.Judge[1].Kappa, report.Judge[1].Interval));
    }

    [Fact]
    public void The_queue_says_how_it_stands()
    {
        ReviewItem[] open =
        [
            Open("late", PatternSeverity.Low, -1),
            Open("taken", PatternSeverity.Low, 1) with
            {
                Lease = new("ann", Now.AddMinutes(1)),
            },
        ];
        var report = ReviewReport.Of([Item("r1", true), Item("r2", true, 5.0)], open, Now.AddDays(-1), Now, Now);
        Assert.Equal((1, 1, 0, 0), (report.Open["new"], report.Open["assigned"], report.Open["decided"], report.Open["escalated"]));
        Assert.Equal((1, 3.0), (report.NOverdue, report.MedianHoursToDecision));
        Assert.Null(ReviewReport.Of([], [], Now.AddDays(-1), Now, Now).MedianHoursToDecision);
    }

    [Theory]
    [InlineData("", "Ok")]
    [InlineData("low+1", "Ok")]
    [InlineData("low-1", "Warning")]
    [InlineData("high-1,critical+1", "Warning")]
    [InlineData("low-1,critical-1", "Critical")]
    public void Overdue_items_ring_by_severity(string open, string expected)
    {
        var items = open.Split(',', StringSplitOptions.RemoveEmptyEntries)
            .Select(text => Open(text, Enum.Parse<PatternSeverity>(text[..^2], ignoreCase: true), text[^2] == '-' ? -1 : 1))
            .ToList();
        var verdict = ReviewWatch.Judge(items, Now);
        Assert.Equal(expected, verdict.State.ToString());
        Assert.Equal((items.Count(item => item.DueAt < Now), items.Count), ((int)verdict.Observed!, verdict.N));
    }

    [Fact]
    public async Task An_overdue_item_is_found_until_it_is_closed()
    {
        await using var plant = new ReviewPlant();
        await plant.OpenAsync("r1", PatternSeverity.Critical);
        Assert.Equal(VerdictState.Ok, await LookAsync());
        plant.Plant.Time.Advance(TimeSpan.FromMinutes(61));
        Assert.Equal(VerdictState.Critical, await LookAsync());
        await plant.DecideAsync("r1", "ann", ReviewVerdict.Safe);
        Assert.Equal(VerdictState.Critical, await LookAsync()); // it waits for a second person
        await plant.DecideAsync("r1", "bob", ReviewVerdict.Safe);
        Assert.Equal(VerdictState.Ok, await LookAsync());

        async Task<VerdictState> LookAsync()
        {
            await plant.Watch.RunAsync(plant.Project.Id);
            return Assert.Single(await plant.Findings.ReadAsync(plant.Project.Id, plant.Now)).State;
        }
    }

    private static ReviewItem Item(string id, bool isHarmful, params ReviewReason?[] reasons) => Item(id, isHarmful, 1, reasons);

    private static ReviewItem Item(string id, bool isHarmful, double hours, params ReviewReason?[] reasons)
    {
        var verdict = isHarmful ? ReviewVerdict.Harmful : ReviewVerdict.Safe;
        var opened = Now.AddHours(-10);
        return new(id, "chat", PatternSeverity.Low, opened, Now)
        {
            State = ReviewState.Closed,
            Verdict = verdict,
            ClosedAt = opened.AddHours(hours),
            Decisions = [new("ann", opened.AddHours(hours), verdict, null, null)],
            Reasons = [.. reasons.OfType<ReviewReason>()],
        };
    }

    private static ReviewItem Open(string id, PatternSeverity severity, int dueInHours) =>
        new(id, "chat", severity, Now.AddHours(-2), Now.AddHours(dueInHours));

    private static ReviewReason Pattern(string id) => new(ReviewSource.Gate, id, Hazard.Hate, PatternSeverity.Low, Now);

    private static ReviewReason Judge(string version, bool harmful) =>
        ReviewReason.OfJudge(version, harmful, Hazard.Hate, PatternSeverity.Low, Now);
}
