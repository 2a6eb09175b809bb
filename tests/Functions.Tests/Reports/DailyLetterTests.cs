using LlmMonitor.Core.Cost;
using LlmMonitor.Core.Money;
using LlmMonitor.Core.Reports;
using LlmMonitor.Functions.Reports;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace LlmMonitor.Functions.Tests.Reports;

public sealed class DailyLetterTests
{
    private static readonly DailyLetter Letters = new(new ServiceCollection().BuildServiceProvider(), NullLoggerFactory.Instance);

    [Theory]
    [InlineData("busy")]
    [InlineData("empty")]
    public async Task The_letter_looks_as_it_was_approved(string day)
    {
        var letter = await Letters.WriteAsync(SampleDays.Project, day == "busy" ? SampleDays.Busy : SampleDays.Empty);
        Vector.Equal($"daily-mail/{day}.html", letter.Html);
        Vector.Equal($"daily-mail/{day}.txt", letter.Text);
    }

    [Fact]
    public async Task A_feature_named_like_a_tag_is_text()
    {
        var letter = await Letters.WriteAsync(SampleDays.Project, SampleDays.Busy);
        Assert.DoesNotContain("<script", letter.Html, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("&lt;script&gt;", letter.Html, StringComparison.Ordinal);
        Assert.Contains("<script>", letter.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_users_said_is_a_line_of_the_letter_and_none_where_they_said_nothing()
    {
        var line = new UsersLine("Feedback", "90 % satisfied (between 55 % and 100 %) by 10 ratings, 4 % of requests; 2 corrections.");
        var letter = await Letters.WriteAsync(SampleDays.Project, SampleDays.Busy with { Users = [line] });
        Assert.Contains($"<b>Feedback</b>: {line.Sentence}", letter.Html, StringComparison.Ordinal);
        Assert.Contains(
            "Feedback: 90 % satisfied (between 55 % and 100 %) by 10 ratings, 4 % of requests; 2 corrections.",
            letter.Text.ReplaceLineEndings(" "),
            StringComparison.Ordinal
        );
        Assert.DoesNotContain("Feedback", (await Letters.WriteAsync(SampleDays.Project, SampleDays.Busy)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_html_is_what_Gmail_and_Outlook_take()
    {
        var many = Enumerable.Range(0, 3000).Select(i => new CostShare($"<{new string('ü', 200)}{i}>", PicoUsd.FromUsd(0.01m), 1)).ToList();
        var report = SampleDays.Busy with
        {
            Cost = SampleDays.Busy.Cost with
            {
                ByFeature = many,
                ByModel = many,
                ByUser = many,
                Unpriced = new(5, [.. many.Select(x => x.Key)]),
            },
        };
        var html = (await Letters.WriteAsync(SampleDays.Project, report)).Html;
        Assert.InRange(html.Length, 10_000, 102 * 1024); // Gmail cuts off what is longer; the text is ASCII
        Assert.All(html, c => Assert.True(c < 128));
        foreach (
            var unknownToWord in (string[])["display:flex", "display:grid", "position:", "float:", "http://", "https://", "<link", "url("]
        )
            Assert.DoesNotContain(unknownToWord, html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_picture_in_the_letter_is_the_one_that_its_html_shows()
    {
        var letter = await Letters.WriteAsync(SampleDays.Project, SampleDays.Busy);
        var image = Assert.Single(letter.Images);
        Assert.Contains($"src=\"cid:{image.ContentId}\"", letter.Html, StringComparison.Ordinal);
        Assert.Contains("src=\"data:image/png;base64,", await Letters.HtmlAsync(SampleDays.Busy), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_day_without_calls_says_so_and_shows_no_chart()
    {
        var letter = await Letters.WriteAsync(SampleDays.Project, SampleDays.Empty);
        Assert.Contains("No calls were recorded on Monday.", letter.Html, StringComparison.Ordinal);
        Assert.Contains("No calls were recorded on Monday.", letter.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("<img", letter.Html, StringComparison.Ordinal);
        Assert.DoesNotContain("$0", letter.Html, StringComparison.Ordinal);
        Assert.Empty(letter.Images);
    }

    [Fact]
    public async Task A_project_of_another_installation_has_other_letters()
    {
        var here = await Letters.WriteAsync(SampleDays.Project, SampleDays.Busy);
        var again = await Letters.WriteAsync(SampleDays.Project, SampleDays.Busy);
        var there = await Letters.WriteAsync(
            SampleDays.Project with
            {
                CreatedAt = SampleDays.Project.CreatedAt.AddSeconds(1),
            },
            SampleDays.Busy
        );
        Assert.Equal(here.Name, again.Name);
        Assert.NotEqual(here.Name, there.Name);
    }
}
