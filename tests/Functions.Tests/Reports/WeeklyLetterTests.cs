using LlmMonitor.Core.Reports.Weekly;
using LlmMonitor.Core.Statistics;
using LlmMonitor.Functions.Reports.Weekly;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace LlmMonitor.Functions.Tests.Reports;

/// <summary>The letter as it is sent, kept under tests/vectors/weekly-mail so that a change is seen.</summary>
public sealed class WeeklyLetterTests
{
    private static readonly DateTimeOffset From = DateTimeOffset.Parse("2026-11-15T23:00:00Z");

    [Fact]
    public async Task A_week_looks_as_it_did()
    {
        var letter = await WriteAsync();
        Vector.Equal("weekly-mail/week.html", letter.Html);
        Vector.Equal("weekly-mail/week.txt", letter.Text);
        Assert.Equal("Weekly review 2026-W47: 51 complaints, 3 open themes · Customer assistant", letter.Subject);
        Assert.Equal(SampleDays.Project.Settings.ReportRecipients, letter.To);
    }

    [Fact]
    public async Task It_loads_nothing_and_quotes_no_personal_data()
    {
        var letter = await WriteAsync();
        foreach (var body in new[] { letter.Html, letter.Text })
            Assert.DoesNotContain("bob@example.org", body, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", letter.Html, StringComparison.Ordinal);
        Assert.DoesNotContain("src=", letter.Html, StringComparison.Ordinal);
        Assert.All(letter.Text.Split('\n'), line => Assert.True(line.Length <= 100, line));
    }

    private static async Task<Core.Mail.Letter> WriteAsync()
    {
        await using var services = new ServiceCollection().AddLogging().BuildServiceProvider();
        return await new WeeklyLetter(services, NullLoggerFactory.Instance).WriteAsync(SampleDays.Project, Report());
    }

    private static WeeklyReport Report()
    {
        var review = new WeeklyReview(
            "2026-W47",
            "Europe/Berlin",
            From,
            From.AddDays(7),
            From.AddDays(7.3),
            IsFinal: true,
            51,
            43,
            ThemeMethod.Words,
            null,
            [
                new("satisfaction", 0.71, new ShareInterval(0.66, 0.76), 312, 0.83, new ShareInterval(0.78, 0.87), 287),
                new("task_completion", 0.64, new ShareInterval(0.6, 0.68), 1204, 0.66, new ShareInterval(0.62, 0.7), 1150),
                new("abandonment", null, null, 0, null, null, 0),
            ],
            [
                Week(
                    "20261109-1a2b3c4d",
                    null,
                    ["deadline", "swapped", "month", "day", "date"],
                    31,
                    26,
                    9,
                    ThemeTrend.Rising,
                    "2026-W46",
                    "d1",
                    "d2",
                    "d3"
                ),
                Week("20261116-99aa00ff", null, ["refund", "policy", "refunds"], 14, 13, 0, ThemeTrend.New, "2026-W47", "r1"),
                Week("20261109-5e6f7a8b", "formatting", [], 6, 4, 7, ThemeTrend.Steady, "2026-W46", "f1"),
            ]
        );
        Theme[] tracked =
        [
            new("20261109-1a2b3c4d", "deadline, swapped, month", "2026-W46", "2026-W47", From),
            new("20261116-99aa00ff", "refund, policy, refunds", "2026-W47", "2026-W47", From.AddDays(7)),
            new Theme("20261109-5e6f7a8b", "formatting", "2026-W46", "2026-W47", From).Decide(
                new(ThemeVerdict.Fix, "Ann Lee", "the renderer", "key1", From.AddDays(1), null)
            ),
            new("20261026-0c0ffee0", "invoice, vat, total", "2026-W44", "2026-W45", From.AddDays(-14)),
        ];
        ThemeExample[] examples =
        [
            new(
                "d1",
                From.AddDays(1),
                "wrong_date",
                "The delivery deadline is 3 March; the answer swapped day and month, as it did for bob@example.org.",
                "When is it due?",
                "On 5 April."
            ),
            new(
                "d2",
                From.AddDays(2),
                "wrong_date",
                "Deadline date swapped, the contract says 5 May <script>alert(1)</script>",
                null,
                null
            ),
            new(
                "d3",
                From.AddDays(2),
                "wrong_date",
                null,
                "When does the notice period of the lease end if it is given on the first working day of the month, and does that count as the day on which it is received by the landlord or by the agent?",
                "On 2 June."
            ),
            new("r1", From.AddDays(3), "outdated", "Refunds are possible within thirty days according to our refund policy.", null, null),
            new("f1", null, "formatting", null, null, null),
        ];
        return WeeklyReport.Of(
            SampleDays.Project,
            new(review, new("demo", "2026-11-16", new Dictionary<string, object>(StringComparer.Ordinal)), null),
            tracked,
            examples.ToDictionary(example => example.RequestId, StringComparer.Ordinal)
        );
    }

    private static WeekTheme Week(
        string id,
        string? category,
        string[] terms,
        long n,
        long raters,
        long before,
        ThemeTrend trend,
        string first,
        params string[] examples
    ) =>
        new(
            id,
            category,
            terms,
            n,
            raters,
            n / 51.0,
            before,
            trend,
            first,
            [new("endpoint", "contract-summary", n - 1), new("model", "gpt-4o", n), new("prompt_version", "(none)", n - 2)],
            examples,
            examples
        );
}
