using System.Text.Json;
using LlmMonitor.Core.Cost;
using LlmMonitor.Core.Money;
using LlmMonitor.Core.Projects;
using LlmMonitor.Core.Reports;
using Xunit;

namespace LlmMonitor.Core.Tests.Reports;

public sealed class DailyReportTests
{
    private static readonly DateOnly Monday = new(2026, 11, 23);
    private static readonly Project Project = new("p", "P", DateTimeOffset.UnixEpoch);

    [Fact]
    public void A_day_is_set_against_the_mean_of_the_days_that_have_data()
    {
        var report = Build(
            Day(Monday, 30),
            Day(Monday.AddDays(-1), 10),
            Day(Monday.AddDays(-7), 20),
            Day(Monday.AddDays(-8), 1000),
            Day(Monday.AddDays(-2), 0, calls: 0)
        );
        Assert.Equal(new CostHistory(2, PicoUsd.FromUsd(15), 2, null), report.History);
        Assert.Equal("Monday cost $30.00 for 100 calls, 100% more than the mean of 2 earlier days ($15.00).", report.Headline);
    }

    [Theory]
    [InlineData(10, "Monday cost $10.00 for 100 calls, about the one earlier day ($10.00).")]
    [InlineData(35, "Monday cost $35.00 for 100 calls, 3.5 times the one earlier day ($10.00).")]
    [InlineData(4, "Monday cost $4.00 for 100 calls, 60% less than the one earlier day ($10.00).")]
    public void The_headline_says_how_the_day_compares(int usd, string headline) =>
        Assert.Equal(headline, Build(Day(Monday, usd), Day(Monday.AddDays(-1), 10)).Headline);

    [Fact]
    public void Without_earlier_days_there_is_no_mean_and_it_is_not_0()
    {
        var report = Build(Day(Monday, 30));
        Assert.Equal((0, null, null), (report.History.NDays, report.History.MeanUsd, report.History.Ratio));
        Assert.NotNull(report.History.Unknown);
        Assert.NotNull(report.Changes.Unknown);
        Assert.All(report.Hours, hour => Assert.Null(hour.MeanUsd));
        Assert.Equal("Monday cost $30.00 for 100 calls, with no earlier days to compare.", report.Headline);
    }

    [Theory]
    [InlineData(40, 0.75, "and used 75% of its budget of $40.00.")]
    [InlineData(30, 1.0, "and used 100% of its budget of $30.00.")]
    [InlineData(25, 1.2, "and went $5.00 over its budget of $25.00.")]
    [InlineData(0, null, "and went $30.00 over its budget of $0.00.")] // C11
    public void The_budget_is_met_or_missed(int limit, double? used, string words)
    {
        var report = Build(Day(Monday, 30) with { Budget = new(PicoUsd.FromUsd(limit), used) }, Day(Monday.AddDays(-1), 0, calls: 0));
        Assert.EndsWith(words, report.Headline, StringComparison.Ordinal);
    }

    [Fact]
    public void A_day_of_unpriced_calls_has_no_total()
    {
        var report = Build(Day(Monday, 0) with { Unpriced = new(100, ["house-7b"]) }, Day(Monday.AddDays(-1), 10));
        Assert.Null(report.TotalUsd);
        Assert.Null(report.History.Ratio);
        Assert.Equal("Monday had 100 calls, none with a known price: what they cost is not known.", report.Headline);
    }

    [Fact]
    public void Some_unpriced_calls_make_the_total_a_lower_bound() =>
        Assert.StartsWith(
            "Monday cost at least $30.00",
            Build(Day(Monday, 30) with { Unpriced = new(1, ["house-7b"]) }).Headline,
            StringComparison.Ordinal
        );

    [Fact]
    public void A_day_without_calls_says_so()
    {
        var report = Build(Day(Monday, 0, calls: 0), Day(Monday.AddDays(-1), 10), Day(Monday.AddDays(-2), 10), Day(Monday.AddDays(-3), 10));
        Assert.Equal("No calls were recorded on Monday.", report.Headline);
        Assert.Equal("No calls were recorded.", report.Changes.Unknown);
    }

    [Fact]
    public void Changes_are_the_largest_moves_with_both_numbers()
    {
        var report = Build(
            Day(Monday, 36) with
            {
                ByModel = Shares(("gpt", 12), ("new", 9), ("same", 10), ("noise", 5.1m)),
                ByFeature = Shares(("chat", 36)),
            },
            [
                .. Enumerable
                    .Range(1, 4)
                    .Select(back =>
                        Day(Monday.AddDays(-back), 30) with
                        {
                            ByModel = Shares(("gpt", 8), ("gone", 7), ("same", 10), ("noise", 5)),
                            ByFeature = Shares(("chat", 30)),
                        }
                    ),
            ]
        );
        Assert.Equal(
            [
                new("model", "new", Usd(9), Usd(0), Usd(9), true),
                new("model", "gone", Usd(0), Usd(7), Usd(-7), false),
                new("feature", "chat", Usd(36), Usd(30), Usd(6), false),
                new("model", "gpt", Usd(12), Usd(8), Usd(4), false),
            ],
            report.Changes.Largest
        );
    }

    [Fact]
    public void Two_days_are_too_few_to_say_what_changed() =>
        Assert.StartsWith(
            "Too few days",
            Build(Day(Monday, 9), Day(Monday.AddDays(-1), 1), Day(Monday.AddDays(-2), 1)).Changes.Unknown,
            StringComparison.Ordinal
        );

    [Fact]
    public void A_model_that_lost_its_price_did_not_become_cheaper()
    {
        var today = Day(Monday, 30) with { ByModel = Shares(("gpt", 30), ("house", 0)), Unpriced = new(5, ["house"]) };
        var before = Enumerable
            .Range(1, 3)
            .Select(back => Day(Monday.AddDays(-back), 30) with { ByModel = Shares(("gpt", 30), ("house", 20)) });
        Assert.DoesNotContain(Build(today, [.. before]).Changes.Largest, change => change.Key == "house");
    }

    [Theory]
    [InlineData("Europe/Berlin", "2026-03-28T23:00:00Z", 23)]
    [InlineData("Europe/Berlin", "2026-10-24T22:00:00Z", 25)]
    [InlineData("Asia/Kathmandu", "2026-11-22T18:15:00Z", 24)]
    public void Each_hour_of_the_local_day_stands_once(string zone, string from, int count)
    {
        var start = DateTimeOffset.Parse(from);
        var local = TimeZoneInfo.ConvertTime(start.AddHours(3), TimeZoneInfo.FindSystemTimeZoneById(zone));
        var day = Day(Monday, 30) with
        {
            Zone = zone,
            From = start,
            To = start.AddHours(count),
            ByHour = Shares(($"{local:yyyy-MM-ddTHH:mm:sszzz}", 30)),
        };
        var hours = Build(day).Hours;
        Assert.Equal(count, hours.Count);
        Assert.Equal(TimeSpan.Zero, hours[0].Start.TimeOfDay);
        Assert.Equal(Enumerable.Range(0, count).Select(i => i == 3 ? Usd(30) : Usd(0)), hours.Select(hour => hour.CostUsd));
    }

    [Fact]
    public void An_hour_is_set_against_the_same_local_hour_of_the_days_before()
    {
        CostReport At(DateOnly date, int hour, decimal usd) =>
            Day(date, usd) with
            {
                ByHour = Shares(($"{date:yyyy-MM-dd}T{hour:00}:00:00Z", usd)),
            };
        var hours = Build(At(Monday, 9, 6), At(Monday.AddDays(-1), 9, 4), At(Monday.AddDays(-2), 10, 4)).Hours;
        Assert.Equal((Usd(6), Usd(2)), (hours[9].CostUsd, hours[9].MeanUsd));
        Assert.Equal((Usd(0), Usd(2)), (hours[10].CostUsd, hours[10].MeanUsd));
    }

    [Fact]
    public void The_json_keeps_every_digit_and_reads_back_the_same()
    {
        var report = Build(Day(Monday, 0.00000075m), Day(Monday.AddDays(-1), 10));
        var json = JsonSerializer.Serialize(report, ReportStore.Json);
        Assert.Contains("\"total_usd\":\"0.00000075\"", json, StringComparison.Ordinal);
        Assert.Contains("\"by_feature\":", json, StringComparison.Ordinal);
        Assert.Equal(json, JsonSerializer.Serialize(JsonSerializer.Deserialize<DailyReport>(json, ReportStore.Json), ReportStore.Json));
    }

    private static DailyReport Build(CostReport day, params CostReport[] earlier) =>
        DailyReport.Build(Project, Monday, day, [.. earlier.Select(report => (DateOnly.FromDateTime(report.From.UtcDateTime), report))]);

    private static CostReport Day(DateOnly date, decimal usd, long calls = 100)
    {
        var from = new DateTimeOffset(date.ToDateTime(TimeOnly.MinValue), TimeSpan.Zero);
        return new(from, from.AddDays(1), "Etc/UTC", Usd(usd), calls, 0, new(0, []), [], [], [], [], [], null, "2026-11-20");
    }

    private static List<CostShare> Shares(params (string Key, decimal Usd)[] shares) =>
        [.. shares.Select(share => new CostShare(share.Key, Usd(share.Usd), 1))];

    private static PicoUsd Usd(decimal usd) => PicoUsd.FromUsd(usd);
}
