using LlmMonitor.Core.Projects;
using LlmMonitor.Core.Reports;
using Xunit;

namespace LlmMonitor.Core.Tests.Reports;

public sealed class ReportScheduleTests
{
    private static readonly DateTimeOffset LongAgo = DateTimeOffset.Parse("2020-01-01T00:00:00Z");

    [Theory]
    [InlineData("Etc/UTC", 7, "2026-11-23", "2026-11-24T07:00:00Z")]
    [InlineData("Etc/UTC", 0, "2026-11-23", "2026-11-24T00:00:00Z")]
    [InlineData("Asia/Kathmandu", 7, "2026-11-23", "2026-11-24T01:15:00Z")] // +05:45
    [InlineData("Europe/Berlin", 7, "2026-03-27", "2026-03-28T06:00:00Z")]
    [InlineData("Europe/Berlin", 7, "2026-03-28", "2026-03-29T05:00:00Z")] // due on the day of 23 hours
    [InlineData("Europe/Berlin", 2, "2026-03-28", "2026-03-29T01:00:00Z")] // 02:00 does not exist: 03:00 CEST
    [InlineData("Europe/Berlin", 2, "2026-10-24", "2026-10-25T00:00:00Z")] // 02:00 comes twice: the first, CEST
    [InlineData("Europe/Berlin", 3, "2026-10-24", "2026-10-25T02:00:00Z")]
    [InlineData("America/New_York", 2, "2026-03-07", "2026-03-08T07:00:00Z")] // does not exist: 03:00 EDT
    [InlineData("America/New_York", 1, "2026-10-31", "2026-11-01T05:00:00Z")] // twice: the first, EDT
    [InlineData("America/New_York", 7, "2026-10-31", "2026-11-01T12:00:00Z")]
    [InlineData("America/Santiago", 0, "2026-09-05", "2026-09-06T04:00:00Z")] // midnight does not exist: 01:00
    [InlineData("Australia/Lord_Howe", 2, "2026-10-03", "2026-10-03T15:30:00Z")] // a gap of half an hour: 02:30
    public void A_report_is_due_at_the_local_hour_of_the_next_day(string zone, int hour, string date, string dueAt)
    {
        var due = DateTimeOffset.Parse(dueAt);
        Assert.Equal(due, ReportSchedule.DueAt(DateOnly.Parse(date), TimeZoneInfo.FindSystemTimeZoneById(zone), hour));
        Assert.Contains(DateOnly.Parse(date), Due(zone, hour, due));
        Assert.DoesNotContain(DateOnly.Parse(date), Due(zone, hour, due.AddTicks(-1)));
    }

    [Fact]
    public void Missed_days_are_made_up_for_oldest_first_and_three_at_most() =>
        Assert.Equal(
            [new(2026, 11, 21), new(2026, 11, 22), new(2026, 11, 23)],
            Due("Europe/Berlin", 7, DateTimeOffset.Parse("2026-11-24T06:00:00Z"))
        );

    [Fact]
    public void A_settled_day_is_not_due_while_a_failed_one_before_it_still_is() =>
        Assert.Equal(
            [new(2026, 11, 22)],
            Due("Europe/Berlin", 7, DateTimeOffset.Parse("2026-11-24T06:00:00Z"), settled: [new(2026, 11, 21), new(2026, 11, 23)])
        );

    [Theory]
    [InlineData("2026-11-22T22:59:00Z", "2026-11-22")] // still the 22nd in Berlin
    [InlineData("2026-11-22T23:00:00Z", "2026-11-23")]
    [InlineData("2026-11-24T05:00:00Z", "2026-11-24")]
    public void A_project_exists_from_its_first_local_day(string createdAt, string first)
    {
        var project = new Project("p", "P", DateTimeOffset.Parse(createdAt)) { Settings = new() { Zone = "Europe/Berlin" } };
        Assert.True(ReportSchedule.ExistedOn(project, DateOnly.Parse(first)));
        Assert.False(ReportSchedule.ExistedOn(project, DateOnly.Parse(first).AddDays(-1)));
    }

    [Theory]
    [InlineData("Europe/Berlin")]
    [InlineData("America/New_York")]
    [InlineData("Asia/Kathmandu")]
    [InlineData("Pacific/Apia")] // left out 30 December 2011 altogether
    public void Run_each_hour_for_a_year_each_day_is_due_once(string zone)
    {
        var settled = new HashSet<DateOnly>();
        var seen = new List<DateOnly>();
        var first = DateTimeOffset.Parse("2011-03-01T12:00:00Z");
        for (var now = first; now < first.AddDays(366); now = now.AddHours(1))
            foreach (var date in Due(zone, 2, now, settled))
            {
                seen.Add(date);
                settled.Add(date);
            }
        Assert.Equal(seen.Order(), seen);
        Assert.Equal(Enumerable.Range(0, seen.Count).Select(seen[0].AddDays), seen);
        Assert.InRange(seen.Count, 366 + ReportSchedule.MostMissedDays - 1, 366 + ReportSchedule.MostMissedDays + 1);
    }

    private static IReadOnlyList<DateOnly> Due(string zone, int hour, DateTimeOffset now, HashSet<DateOnly>? settled = null)
    {
        var project = new Project("p", "P", LongAgo)
        {
            Settings = new() { Zone = zone, ReportHour = hour },
        };
        return ReportSchedule.Due(project, now, settled ?? []);
    }
}
