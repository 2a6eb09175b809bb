using LlmMonitor.Core.Reports.Weekly;
using Xunit;

namespace LlmMonitor.Core.Tests.Reports.Weekly;

public class WeeklyRulesTests
{
    private static readonly WeeklyOptions Options = new();
    private static readonly IsoWeek Week = IsoWeek.Of(DateOnly.FromDateTime(SampleComplaints.Monday.UtcDateTime));

    [Fact]
    public void Themes_keep_their_ids_while_the_week_goes_on()
    {
        var morning = Build(SampleComplaints.Week(6, 5, 0, 0), []);
        var evening = Build(SampleComplaints.Week(9, 20, 8, 0), morning);
        Assert.Equal(IdOf(morning, "swapped"), IdOf(evening, "swapped"));
        Assert.Equal(IdOf(morning, "refund"), IdOf(evening, "refund"));
        Assert.DoesNotContain(morning, theme => theme.Id == IdOf(evening, "vat"));
        Assert.Equal(1, evening.Sum(theme => theme.Share), 9);
        Assert.All(evening, theme => Assert.Equal((ThemeTrend.New, Week.ToString()), (theme.Trend, theme.FirstWeek)));
    }

    [Fact]
    public void A_theme_of_the_week_before_is_known_by_what_it_is_about()
    {
        var drafts = Drafts(SampleComplaints.Week(5, 12, 0, 0));
        var before = WeeklyRules.Themes(Week.Before, drafts, [], [], Options.LeastSimilarity);
        var earlier = before.Zip(drafts, (theme, draft) => new EarlierTheme(theme, draft.Center, IsWeekBefore: true)).ToList();
        // Others say the same in the next week, and more of them about dates.
        var next = WeeklyRules.Themes(Week, Drafts([.. SampleComplaints.Week(30, 12, 0, 0).Skip(3)]), [], earlier, Options.LeastSimilarity);
        var dates = next.Single(theme => theme.Terms.Contains("swapped"));
        Assert.Equal((IdOf(before, "swapped"), ThemeTrend.Rising, 5), (dates.Id, dates.Trend, dates.NBefore));
        Assert.Equal(Week.Before.ToString(), dates.FirstWeek);
        var refunds = next.Single(theme => theme.Terms.Contains("refund"));
        Assert.Equal((IdOf(before, "refund"), ThemeTrend.Steady, 12), (refunds.Id, refunds.Trend, refunds.NBefore));
    }

    [Fact]
    public void What_only_a_category_holds_together_is_decided_anew_each_week()
    {
        IReadOnlyList<(Complaint, int)> few = [.. Enumerable.Range(0, 3).Select(i => SampleComplaints.Of(i, 0, "wrong_date"))];
        var before = Assert.Single(WeeklyRules.Themes(Week.Before, Drafts(few), [], [], Options.LeastSimilarity));
        var theme = Assert.Single(
            WeeklyRules.Themes(Week, Drafts(few), [], [new(before, null, IsWeekBefore: true)], Options.LeastSimilarity)
        );
        Assert.Equal(("wrong_date", 3L, ThemeTrend.Steady), (theme.Category, theme.NBefore, theme.Trend));
        Assert.NotEqual(before.Id, theme.Id);
    }

    [Theory]
    [InlineData(12, 12, ThemeTrend.Steady)]
    [InlineData(6, 0, ThemeTrend.Rising)]
    [InlineData(5, 0, ThemeTrend.Steady)]
    [InlineData(1, 9, ThemeTrend.Falling)]
    [InlineData(130, 100, ThemeTrend.Steady)]
    [InlineData(135, 100, ThemeTrend.Rising)]
    public void A_trend_is_more_than_chance_explains(long n, long before, ThemeTrend trend) =>
        Assert.Equal(trend, WeeklyRules.TrendOf(n, before));

    [Fact]
    public void A_decision_twice_is_one_and_another_is_added()
    {
        var theme = new Theme("t", "dates", "2026-W47", "2026-W47", SampleComplaints.Monday);
        var fix = new ThemeDecision(ThemeVerdict.Fix, "ann", null, "key1", SampleComplaints.Monday, null);
        var decided = theme.Decide(fix);
        Assert.Same(decided, decided.Decide(fix with { At = fix.At.AddHours(1) }));
        var again = decided.Decide(fix with { Decision = ThemeVerdict.Known, Owner = null });
        Assert.Equal((2, "ann", false), (again.Decisions.Count, again.Owner, again.IsOpen));
    }

    [Theory]
    [InlineData(9, 0)]
    [InlineData(11, 1)]
    public void A_theme_that_is_open_for_longer_than_ten_days_rings(int days, int late)
    {
        var theme = new Theme("t", "dates", "2026-W46", "2026-W46", SampleComplaints.Monday);
        var decided = theme.Decide(new(ThemeVerdict.Known, null, null, "k", SampleComplaints.Monday, null));
        var verdict = WeeklyWatch.Judge([theme, decided], SampleComplaints.Monday.AddDays(days), Options.OverdueDays);
        Assert.Equal((late, 1), (verdict.Observed, verdict.N));
        Assert.Equal(late > 0 ? Core.Monitors.VerdictState.Warning : Core.Monitors.VerdictState.Ok, verdict.State);
    }

    private static IReadOnlyList<ThemeDraft> Drafts(IReadOnlyList<(Complaint Complaint, int Kind)> week) =>
        ThemeDrafts.Of([.. week.Select(one => one.Complaint)], Options).Drafts;

    private static IReadOnlyList<WeekTheme> Build(IReadOnlyList<(Complaint Complaint, int Kind)> week, IReadOnlyList<WeekTheme> kept) =>
        WeeklyRules.Themes(Week, Drafts(week), kept, [], Options.LeastSimilarity);

    private static string IdOf(IReadOnlyList<WeekTheme> themes, string term) => themes.Single(theme => theme.Terms.Contains(term)).Id;
}
