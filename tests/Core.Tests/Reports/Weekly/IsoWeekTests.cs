using LlmMonitor.Core.Projects;
using LlmMonitor.Core.Reports.Weekly;
using Xunit;

namespace LlmMonitor.Core.Tests.Reports.Weekly;

public class IsoWeekTests
{
    [Theory]
    [InlineData("2026-W47", "2026-11-16")]
    [InlineData("2026-W01", "2025-12-29")]
    [InlineData("2026-W53", "2026-12-28")]
    [InlineData("2020-W53", "2020-12-28")]
    public void A_week_begins_on_its_Monday(string text, string monday)
    {
        Assert.True(IsoWeek.TryParse(text, out var week));
        Assert.Equal(DateOnly.Parse(monday), week.Monday);
        Assert.Equal(text, week.ToString());
        Assert.All(Enumerable.Range(0, 7), day => Assert.Equal(week, IsoWeek.Of(week.Monday.AddDays(day))));
        Assert.NotEqual(week, IsoWeek.Of(week.Monday.AddDays(7)));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("2026-47")]
    [InlineData("2026-W00")]
    [InlineData("2025-W53")]
    [InlineData("2026-W+1")]
    [InlineData("1969-W10")]
    public void What_names_no_week_is_refused(string? text) => Assert.False(IsoWeek.TryParse(text, out _));

    [Fact]
    public void In_a_zone_it_is_an_hour_longer_or_shorter_where_clocks_change()
    {
        var berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");
        Assert.Equal([168.0, 167, 169], new[] { "2026-W47", "2026-W13", "2026-W43" }.Select(HoursOf));

        double HoursOf(string text) =>
            IsoWeek.TryParse(text, out var week) && week.SpanIn(berlin) is var (from, to) ? (to - from).TotalHours : 0;
    }

    [Theory] // Berlin, report hour 7
    [InlineData("2026-11-23T05:59:00Z", null)]
    [InlineData("2026-11-23T06:00:00Z", "2026-W47")]
    [InlineData("2026-11-29T22:59:00Z", "2026-W47")]
    [InlineData("2026-11-29T23:00:00Z", null)]
    public void A_week_is_due_on_Monday_at_the_report_hour(string now, string? week)
    {
        var project = new Project("p", "P", DateTimeOffset.Parse("2026-11-01T00:00:00Z"))
        {
            Settings = new() { Zone = "Europe/Berlin", ReportHour = 7 },
        };
        Assert.Equal(week, WeeklyReports.Due(project, DateTimeOffset.Parse(now))?.ToString());
        Assert.Null(
            WeeklyReports.Due(project with { CreatedAt = DateTimeOffset.Parse("2026-11-30T00:00:00Z") }, DateTimeOffset.Parse(now))
        );
    }
}
