using LlmMonitor.Core.Calls;
using LlmMonitor.Core.Feedback;
using LlmMonitor.Core.Reports;
using LlmMonitor.Core.Rollups;
using LlmMonitor.Core.Sessions;
using Xunit;

namespace LlmMonitor.Core.Tests.Reports;

public class UsersLineTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Ratings_are_told_with_their_interval_and_as_a_share_of_requests()
    {
        var line = Assert.Single(
            Of([.. Enumerable.Range(0, 10).Select(i => Item(i) with { Rating = i < 9 ? FeedbackType.ThumbsUp : FeedbackType.ThumbsDown })])
        );
        Assert.Equal(
            new UsersLine("Feedback", "90 % satisfied (between 55 % and 100 %) by 10 ratings, 4 % of requests; 0 corrections."),
            line
        );
    }

    [Fact]
    public void None_satisfied_is_told_and_nothing_rated_is_no_zero()
    {
        Assert.StartsWith("0 % satisfied", Of([Item(1) with { Rating = FeedbackType.ThumbsDown }])[0].Sentence, StringComparison.Ordinal);
        Assert.StartsWith("nothing was rated", Of([Item(1) with { IsCorrected = true }])[0].Sentence, StringComparison.Ordinal);
        Assert.Empty(Of([]));
    }

    private static readonly RollupKey Chat = new("chat", "help", "m", "v1", CallOrigin.User);

    private static FeedbackItem Item(int i) => new($"r{i}", $"u{i}") { Call = new FeedbackCall(Chat, $"u{i}"), At = Noon };

    private static IReadOnlyList<UsersLine> Of(IReadOnlyList<FeedbackItem> items) =>
        UsersLine.Of(
            FeedbackReport.Build(Noon.AddHours(-12), Noon.AddHours(12), null, items, [(Chat, 250)], 10),
            SessionReport.Build(Noon.AddHours(-12), Noon.AddHours(12), null, [], Noon, TimeSpan.FromMinutes(30))
        );
}
