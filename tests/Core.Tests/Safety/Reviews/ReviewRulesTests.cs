using LlmMonitor.Core.Safety;
using LlmMonitor.Core.Safety.Gate.Patterns;
using LlmMonitor.Core.Safety.Reviews;
using Xunit;

namespace LlmMonitor.Core.Tests.Safety.Reviews;

public class ReviewRulesTests
{
    private static readonly ReviewOptions Options = new();
    private static readonly DateTimeOffset Now = Plant.Noon;

    /// <summary>h harmful, s safe, u unsure; each by another person. What the judge says: h, s, or - where it was not asked.</summary>
    [Theory]
    // one clear word closes it
    [InlineData("low", "-", "h", "closed harmful")]
    [InlineData("high", "-", "s", "closed safe")]
    [InlineData("medium", "h", "h", "closed harmful")]
    [InlineData("medium", "s", "s", "closed safe")]
    // grave, unsure, or against the judge: a second look
    [InlineData("critical", "-", "h", "decided")]
    [InlineData("critical", "s", "s", "decided")]
    [InlineData("low", "-", "u", "decided")]
    [InlineData("low", "h", "s", "decided")]
    [InlineData("low", "s", "h", "decided")]
    // the second look
    [InlineData("critical", "-", "hh", "closed harmful")]
    [InlineData("critical", "-", "ss", "closed safe")]
    [InlineData("low", "h", "ss", "closed safe")]
    [InlineData("low", "-", "uh", "closed harmful")]
    [InlineData("low", "-", "us", "closed safe")]
    // people differ, or are not sure enough
    [InlineData("critical", "-", "hs", "escalated")]
    [InlineData("critical", "-", "sh", "escalated")]
    [InlineData("low", "h", "sh", "escalated")]
    [InlineData("low", "-", "uu", "escalated")]
    [InlineData("critical", "-", "uh", "escalated")]
    [InlineData("critical", "-", "hu", "escalated")]
    [InlineData("low", "h", "us", "escalated")]
    // whoever has the last word
    [InlineData("critical", "-", "hsh", "closed harmful")]
    [InlineData("critical", "-", "hss", "closed safe")]
    [InlineData("low", "-", "uus", "closed safe")]
    [InlineData("critical", "-", "hsu", "escalated")]
    [InlineData("critical", "-", "hsuh", "closed harmful")]
    public void Decisions_lead_to_a_state(string severity, string judge, string verdicts, string expected)
    {
        var item = Item(Enum.Parse<PatternSeverity>(severity, ignoreCase: true), judge);
        foreach (var (at, letter) in verdicts.Index())
            item = ReviewRules.Decide(item, new($"person-{at}", Now, VerdictOf(letter), null, null), Options.FourEyesFrom);
        Assert.Equal(expected, $"{item.State}{(item.Verdict is { } verdict ? $" {verdict}" : "")}".ToLowerInvariant());
        Assert.Equal(item.State == ReviewState.Closed, item.ClosedAt is not null);
    }

    [Fact]
    public void Nobody_has_two_votes_and_none_who_passed_it_on_decides()
    {
        var item = Item(PatternSeverity.Critical, "-");
        Assert.Null(ReviewRules.Refusal(item, "ann", Now));
        var decided = ReviewRules.Decide(item, new("ann", Now, ReviewVerdict.Harmful, null, null), PatternSeverity.Critical);
        Assert.Contains("somebody else", ReviewRules.Refusal(decided, "ann", Now), StringComparison.Ordinal);
        Assert.Null(ReviewRules.Refusal(decided, "bob", Now));
        var passed = ReviewRules.Escalate(decided, "bob");
        Assert.NotNull(ReviewRules.Refusal(passed, "ann", Now));
        Assert.NotNull(ReviewRules.Refusal(passed, "bob", Now));
        Assert.Null(ReviewRules.Refusal(passed, "cat", Now));
    }

    [Fact]
    public void A_lease_keeps_others_away_until_it_ends()
    {
        var item = Item(PatternSeverity.Low, "-") with { Lease = new("ann", Now.AddMinutes(30)) };
        Assert.NotNull(ReviewRules.Refusal(item, "bob", Now.AddMinutes(29)));
        Assert.Null(ReviewRules.Refusal(item, "ann", Now.AddMinutes(29)));
        Assert.Equal(ReviewState.Assigned, item.StateAt(Now.AddMinutes(29)));
        Assert.Null(ReviewRules.Refusal(item, "bob", Now.AddMinutes(30)));
        Assert.Equal(ReviewState.New, item.StateAt(Now.AddMinutes(30)));
    }

    [Fact]
    public void Severity_sets_when_it_is_due_and_a_worse_reason_brings_that_forward()
    {
        var item = Item(PatternSeverity.Low, "-");
        Assert.Equal(Now.AddHours(72), item.DueAt);
        var worse = Open(item, Pattern("worse", PatternSeverity.Critical), Now.AddHours(1));
        Assert.Equal((PatternSeverity.Critical, Now.AddHours(2), 2), (worse.Severity, worse.DueAt, worse.Reasons.Count));
        var late = Open(item, Pattern("worse", PatternSeverity.High), Now.AddHours(71));
        Assert.Equal(item.DueAt, late.DueAt);
    }

    [Fact]
    public void The_same_reason_again_changes_nothing()
    {
        var item = Item(PatternSeverity.Low, "-");
        Assert.Same(item, Open(item, Pattern("a", PatternSeverity.Critical), Now.AddHours(1)));
    }

    [Theory]
    [InlineData("low", "Closed")] // one decision is still enough
    [InlineData("critical", "Decided")] // now two must agree
    [InlineData("judge", "Decided")] // the judge contradicts
    [InlineData("person", "Escalated")] // a person objects
    public void What_comes_to_light_later_opens_a_closed_item_where_its_decision_is_no_longer_enough(string later, string expected)
    {
        var closed = ReviewRules.Decide(
            Item(PatternSeverity.Low, "-"),
            new("ann", Now, ReviewVerdict.Safe, null, null),
            PatternSeverity.Critical
        );
        var reason = later switch
        {
            "judge" => ReviewReason.OfJudge("v1", harmful: true, Hazard.Hate, PatternSeverity.Medium, Now),
            "person" => new ReviewReason(ReviewSource.Person, "bob", null, PatternSeverity.Low, Now),
            _ => Pattern("b", Enum.Parse<PatternSeverity>(later, ignoreCase: true)),
        };
        var next = Open(closed, reason, Now.AddDays(1));
        Assert.Equal(expected, next.State.ToString());
        Assert.Equal(next.State == ReviewState.Closed, next.Verdict is not null);
        if (next.State != ReviewState.Closed)
            Assert.True(next.DueAt > Now.AddDays(1));
    }

    private static ReviewItem Item(PatternSeverity severity, string judge)
    {
        var reasons = new List<ReviewReason> { Pattern("a", severity) };
        if (judge != "-")
            reasons.Add(ReviewReason.OfJudge("v1", judge == "h", null, PatternSeverity.Low, Now));
        return ReviewRules.Open(null, "r1", "chat", reasons, Now, Options);
    }

    private static ReviewItem Open(ReviewItem before, ReviewReason reason, DateTimeOffset at) =>
        ReviewRules.Open(before, before.RequestId, null, [reason], at, Options);

    private static ReviewReason Pattern(string id, PatternSeverity severity) => new(ReviewSource.Gate, id, Hazard.Hate, severity, Now);

    private static ReviewVerdict VerdictOf(char letter) =>
        letter switch
        {
            'h' => ReviewVerdict.Harmful,
            's' => ReviewVerdict.Safe,
            _ => ReviewVerdict.Unsure,
        };
}
