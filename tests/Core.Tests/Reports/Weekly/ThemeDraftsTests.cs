using LlmMonitor.Core.Reports.Weekly;
using Xunit;

namespace LlmMonitor.Core.Tests.Reports.Weekly;

public class ThemeDraftsTests(ITestOutputHelper output)
{
    private static readonly WeeklyOptions Options = new();

    [Fact]
    public void Complaints_of_one_kind_become_one_theme_however_they_are_worded()
    {
        var week = SampleComplaints.Week(6, 6, 6, 6);
        foreach (var least in (double[])[0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5])
        {
            var (together, apart, themes) = Measure(week, least);
            output.WriteLine(
                $"{least:0.00}: of pairs of one kind {together:0.00} together, of pairs of two kinds {apart:0.000} together, {themes} themes"
            );
        }
        var (recall, mixed, found) = Measure(week, Options.LeastSimilarity);
        Assert.True(recall > 0.9 && mixed < 0.02, $"{recall} {mixed} {found}");
    }

    private static (double Together, double Mixed, int Themes) Measure(IReadOnlyList<(Complaint Complaint, int Kind)> week, double least)
    {
        var kinds = week.ToDictionary(one => one.Complaint.RequestId, one => one.Kind, StringComparer.Ordinal);
        var (drafts, _) = ThemeDrafts.Of([.. week.Select(one => one.Complaint)], new() { LeastSimilarity = least });
        var themeOf = drafts
            .Where(draft => draft.Category is null)
            .SelectMany((draft, place) => draft.Members.Select(member => (member.RequestId, place)))
            .ToDictionary(one => one.RequestId, one => one.place, StringComparer.Ordinal);
        var (same, sameTogether, other, otherTogether) = (0, 0, 0, 0);
        foreach (var (i, a) in kinds.Index())
        foreach (var b in kinds.Skip(i + 1))
        {
            var together = themeOf.TryGetValue(a.Key, out var first) && themeOf.TryGetValue(b.Key, out var second) && first == second;
            if (a.Value == b.Value)
                (same, sameTogether) = (same + 1, sameTogether + (together ? 1 : 0));
            else
                (other, otherTogether) = (other + 1, otherTogether + (together ? 1 : 0));
        }
        return ((double)sameTogether / same, (double)otherTogether / other, drafts.Count(draft => draft.Category is null));
    }

    [Fact]
    public void Every_complaint_is_in_one_theme_and_what_fits_nowhere_is_listed_by_category()
    {
        var week = SampleComplaints.Week(6, 6, 0, 0).Select(one => one.Complaint).ToList();
        var (drafts, method) = ThemeDrafts.Of(week, Options);
        Assert.Equal(ThemeMethod.Words, method);
        Assert.Equal(
            week.Select(one => one.RequestId).Order(StringComparer.Ordinal),
            drafts.SelectMany(draft => draft.Members).Select(one => one.RequestId).Order(StringComparer.Ordinal)
        );
        Assert.Contains(drafts, draft => draft.Category == "inaccurate");
    }

    [Fact]
    public void Too_few_with_words_are_one_theme_a_category()
    {
        var (drafts, method) = ThemeDrafts.Of(
            [
                .. Enumerable.Range(0, 4).Select(i => SampleComplaints.Of(i, 0, "wrong_date").Complaint),
                .. Enumerable.Range(0, 3).Select(i => SampleComplaints.Of(i, 1, "outdated").Complaint),
                .. Enumerable.Range(0, 30).Select(i => new Complaint(SampleComplaints.Item($"x{i}", null), [])),
            ],
            Options
        );
        Assert.Equal(ThemeMethod.Categories, method);
        Assert.Equal([("other", 30), ("wrong_date", 4), ("outdated", 3)], drafts.Select(draft => (draft.Category, draft.Members.Count)));
    }

    [Fact]
    public void The_same_complaints_in_another_order_come_to_the_same_groups()
    {
        var week = SampleComplaints.Week(9, 7, 5, 3).Select(one => one.Complaint).ToList();
        Assert.Equal(Groups(week), Groups([.. week.AsEnumerable().Reverse()]));

        static IEnumerable<string> Groups(IReadOnlyList<Complaint> complaints) =>
            ThemeDrafts
                .Of(complaints, Options)
                .Drafts.Select(draft => string.Join(' ', draft.Members.Select(one => one.RequestId).Order(StringComparer.Ordinal)))
                .Order(StringComparer.Ordinal);
    }

    [Fact]
    public void More_than_can_be_clustered_join_the_themes_of_those_that_are()
    {
        var week = Enumerable.Range(0, ThemeDrafts.MostClustered + 400).Select(i => SampleComplaints.Of(i, i % 2).Complaint).ToList();
        var (drafts, _) = ThemeDrafts.Of(week, Options);
        Assert.Equal([450, 450], drafts.Select(draft => draft.Members.Count));
    }

    [Fact]
    public void Terms_tell_a_theme_from_the_others_and_are_said_by_two_people()
    {
        var kinds = Enumerable
            .Range(0, 4)
            .Select(kind => (IReadOnlyList<Complaint>)[.. Enumerable.Range(0, 6).Select(i => SampleComplaints.Of(i, kind).Complaint)])
            .ToList();
        var terms = ThemeTerms.Of(kinds);
        foreach (var one in terms)
            output.WriteLine(string.Join(", ", one));
        Assert.Contains("swapped", terms[0]);
        Assert.Contains("refund", terms[1]);
        Assert.Contains("vat", terms[2]);
        Assert.Contains("allergy", terms[3]);
        var alone = Enumerable.Range(0, 6).Select(i => SampleComplaints.Of(i, 0, user: "one").Complaint).ToList();
        Assert.Empty(Assert.Single(ThemeTerms.Of([alone])));
    }

    [Fact]
    public void Words_that_every_question_has_are_its_template_s()
    {
        var items = Enumerable.Range(0, 12).Select(i => SampleComplaints.Item($"r{i}", $"u{i}")).ToList();
        var words = ThemeWords.Of(
            items,
            id => $"You are a helpful assistant. Summarise the contract: clause {id[1..]} about {(id[^1] % 2 == 0 ? "rent" : "liability")}"
        );
        Assert.All(words, one => Assert.Single(one.Words));
        Assert.Equal(2, words.Select(one => one.Words[0]).Distinct().Count());
    }
}
