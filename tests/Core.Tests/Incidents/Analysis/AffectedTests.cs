using LlmMonitor.Core.Calls;
using LlmMonitor.Core.Incidents.Analysis;
using Xunit;

namespace LlmMonitor.Core.Tests.Incidents.Analysis;

public class AffectedTests
{
    private static readonly DateTimeOffset At = Weeks.Start.AddHours(10);

    private static readonly AffectedRule Rule = new(At.AddHours(-3), At, [new([new("segment", "s1")], 0.9, 0.3), new([], 0.02, 0)]);

    [Theory]
    [InlineData("s1", 1, true, 0.9)]
    [InlineData("s1", 1, null, 0.3)]
    [InlineData("s1", -0.5, true, 0.54)]
    [InlineData("s1", -2, true, 0.27)]
    public void Confidence_is_what_failed_beyond_what_was_usual(string segment, double hours, bool? failed, double confidence) =>
        Assert.Equal(confidence, Judge(segment, hours, failed)!.Confidence, 9);

    [Theory]
    [InlineData("s1", 1, false)]
    [InlineData("s1", -4, true)]
    [InlineData("s2", 1, true)]
    public void A_call_that_passed_came_before_or_lies_elsewhere_is_not_affected(string segment, double hours, bool? failed) =>
        Assert.Null(Judge(segment, hours, failed));

    [Fact]
    public void Calls_of_the_version_at_fault_need_no_hour()
    {
        var rule = Rule with { Parts = [Rule.Parts[0] with { WhateverTheHour = true }] };
        Assert.Equal(0.9, rule.Judge(Call("s1", -2, true))!.Confidence);
    }

    [Fact]
    public void A_stored_call_says_by_the_measure_whether_it_failed()
    {
        var call = new LlmCall
        {
            RequestId = "r",
            Timestamp = At,
            Model = "m",
            TotalSeconds = 3,
            Checks =
            [
                new("dates", "dates_grounded", CheckOutcome.Fail, null),
                new("schema", "json_schema", CheckOutcome.Pass, null),
                new("none", "regex", CheckOutcome.NotApplicable, null),
            ],
        };
        Assert.True(ObservedCalls.Of(call, new(Symptom.Checks, "dates")).Failed);
        Assert.False(ObservedCalls.Of(call, new(Symptom.Checks, "schema")).Failed);
        Assert.Null(ObservedCalls.Of(call, new(Symptom.Checks, "none")).Failed);
        Assert.True(ObservedCalls.Of(call, new(Symptom.Latency, SlowSeconds: 2)).Failed);
        Assert.False(ObservedCalls.Of(call, new(Symptom.Errors)).Failed);
        Assert.Null(ObservedCalls.Of(call, new(Symptom.Feedback)).Failed);
        Assert.True(ObservedCalls.Of(call, new(Symptom.Feedback), failed: true).Failed);
        Assert.False(ObservedCalls.Of(call, new(Symptom.Checks)).Grounded);
    }

    private static ObservedCall Call(string segment, double hours, bool? failed) =>
        new()
        {
            Id = "c",
            Time = At.AddHours(hours),
            Segment = segment,
            Failed = failed,
        };

    private static AffectedCall? Judge(string segment, double hours, bool? failed) => Rule.Judge(Call(segment, hours, failed));
}
