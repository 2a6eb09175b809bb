using LlmMonitor.Core.Calls;
using LlmMonitor.Core.Feedback;
using LlmMonitor.Core.Rollups;
using LlmMonitor.Core.Statistics;
using Xunit;

namespace LlmMonitor.Core.Tests.Feedback;

public sealed class FeedbackRulesTests
{
    private static readonly RollupKey Chat = new("chat", "summary", "gpt-4o", "v1", CallOrigin.User);

    [Theory] // F1
    [InlineData(0, 5, 0.0)]
    [InlineData(5, 0, 1.0)]
    [InlineData(3, 1, 0.75)]
    public void None_satisfied_is_0_and_not_null(int up, int down, double rate)
    {
        var figures = Count(Ratings(up, down));
        Assert.Equal((rate, (string?)null), (figures.SatisfactionRate, figures.Reason));
        Assert.Equal(((long)up, (long)down, (long)(up + down)), (figures.NPositive, figures.NNegative, figures.NTotalRated));
        var (low, high) = BinomialInterval.ClopperPearson(up, up + down);
        Assert.Equal(new ShareInterval(low, high), figures.Interval);
    }

    [Fact] // F1, F9
    public void Nothing_rated_is_null_with_its_reason()
    {
        var figures = Count([Item("r1") with { IsCorrected = true, At = Plant.Noon }]);
        Assert.Equal((null, "nothing_rated", null, 1L), (figures.SatisfactionRate, figures.Reason, figures.Interval, figures.NCorrections));
        Assert.Equal("only_pending", Count([Item("r1") with { Rating = FeedbackType.ThumbsUp, Call = null }]).Reason);
    }

    [Fact] // F2
    public void The_feedback_rate_is_of_requests()
    {
        Assert.Equal(0.04, Count(Ratings(3, 1), requests: 100).FeedbackRate);
        Assert.Null(Count(Ratings(3, 1), requests: 0).FeedbackRate);
        // Two people rate one request: it is rated once.
        Assert.Equal(0.01, Count([Rated("r1", "a", true), Rated("r1", "b", false)], requests: 100).FeedbackRate);
    }

    [Fact] // F3, F6
    public void Corrections_are_a_signal_of_their_own_and_have_categories()
    {
        var figures = Count(
            [
                .. Ratings(2, 1),
                Item("c1") with
                {
                    IsCorrected = true,
                    Category = "wrong_date",
                },
                Rated("d1", "u", false) with
                {
                    Category = "wrong_date",
                },
            ],
            requests: 50
        );
        Assert.Equal(
            (1L, 0.02, 0.5, 2L),
            (figures.NCorrections, figures.CorrectionRate, figures.SatisfactionRate, figures.ByCategory["wrong_date"])
        );
    }

    [Theory] // F5
    [InlineData(100, 1000, 0.9)]
    [InlineData(50, 500, 0.83)]
    public void A_flood_of_one_user_weighs_as_ten(int others, int flood, double atLeast)
    {
        var items = Enumerable
            .Range(0, others)
            .Select(i => Rated($"r{i}", $"u{i}", true))
            .Concat(Enumerable.Range(0, flood).Select(i => Rated($"f{i}", "flooder", false)));
        var figures = Count(items);
        Assert.Equal(others / (others + 10.0), figures.SatisfactionRate!.Value, 9);
        Assert.True(figures.SatisfactionRate >= atLeast);
        Assert.Equal(flood, figures.NNegative);
        // And it is not more certain for it: the flood is worth no more than others' ratings.
        Assert.True(figures.Interval!.High - figures.Interval.Low > 0.05);
    }

    [Fact] // F5
    public void The_last_word_of_a_rater_counts_once_a_request_also_where_only_the_call_names_them()
    {
        var anonymous = Item("r1") with { Rating = FeedbackType.ThumbsDown, At = Plant.Noon, Call = new FeedbackCall(Chat, "u1") };
        var named = Rated("r1", "u1", true) with { At = Plant.Noon.AddMinutes(1) };
        Assert.Equal((1L, 1.0), (Count([anonymous, named]).NTotalRated, Count([anonymous, named]).SatisfactionRate));
    }

    [Fact]
    public void A_change_of_mind_keeps_what_was_thought_before_and_the_same_again_changes_nothing()
    {
        var first = Apply(null, FeedbackType.ThumbsUp);
        Assert.Same(first, Apply(first, FeedbackType.ThumbsUp));
        var second = Apply(first, FeedbackType.ThumbsDown, "tone");
        Assert.Equal(
            (FeedbackType.ThumbsDown, "tone", FeedbackType.ThumbsUp),
            (second.Rating, second.Category, Assert.Single(second.History).Rating)
        );
        var third = Apply(second, FeedbackType.Correction);
        Assert.Equal((FeedbackType.ThumbsDown, true, "tone"), (third.Rating, third.IsCorrected, third.Category));
        var many = Enumerable
            .Range(0, 40)
            .Aggregate(third, (item, i) => Apply(item, i % 2 == 0 ? FeedbackType.ThumbsUp : FeedbackType.Report));
        Assert.Equal(FeedbackRules.MostHistory, many.History.Count);
    }

    [Theory] // F6
    [InlineData("wrong_date", "wrong_date")]
    [InlineData("  Wrong   DATE! ", "wrong_date")]
    [InlineData("the amount is not right", "wrong_number")]
    [InlineData("Hallucinated", "hallucination")]
    [InlineData("updated", "other")] // "date" is no word of it
    [InlineData("…", null)]
    [InlineData(null, null)]
    public void Free_words_are_mapped_to_the_list(string? words, string? category) =>
        Assert.Equal(category, FeedbackCategories.Default.Map(words));

    [Fact]
    public void A_list_of_categories_names_every_fault()
    {
        Assert.Empty(FeedbackCategories.Default.Faults());
        var faults = new FeedbackCategories([new("A B", []), new("twice", []), new("twice", ["…"]), new("other", [])]).Faults();
        Assert.Equal(
            ["categories[0].name", "categories[2].name", "categories[2].words", "categories[3].name"],
            faults.Select(fault => fault.Field)
        );
    }

    private static FeedbackItem Apply(FeedbackItem? before, FeedbackType type, string? category = null) =>
        FeedbackRules.Apply(before, new("r1", "u1", type, null, category), category, null, Plant.Noon);

    private static FeedbackFigures Count(IEnumerable<FeedbackItem> items, long requests = 0) => FeedbackRules.Count(items, 10, requests);

    private static FeedbackItem Item(string id) => new(id, null) { Call = new FeedbackCall(Chat, null), At = Plant.Noon };

    private static FeedbackItem Rated(string id, string user, bool isUp) =>
        new(id, user)
        {
            Rating = isUp ? FeedbackType.ThumbsUp : FeedbackType.ThumbsDown,
            Call = new FeedbackCall(Chat, null),
            At = Plant.Noon,
        };

    private static IEnumerable<FeedbackItem> Ratings(int up, int down) =>
        Enumerable.Range(0, up + down).Select(i => Rated($"r{i}", "u1", i < up));
}
