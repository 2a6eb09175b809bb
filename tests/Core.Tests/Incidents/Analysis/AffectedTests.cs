using LlmMonitor.Core.Calls;
using LlmMonitor.Core.Incidents;
using LlmMonitor.Core.Incidents.Analysis;
using LlmMonitor.Core.Projects;
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
        var project = new Project("p", "P", At);
        ObservedCall Seen(FailureTest test) => new CallObserver(project, test).Of(call);
        Assert.True(Seen(new(Symptom.Checks, "check_failures", "dates", null)).Failed);
        Assert.False(Seen(new(Symptom.Checks, "check_failures", "schema", null)).Failed);
        Assert.Null(Seen(new(Symptom.Checks, "check_failures", "none", null)).Failed);
        Assert.True(Seen(new(Symptom.Latency, "total_p95", null, 2)).Failed);
        Assert.False(Seen(new(Symptom.Errors, "error_rate", null, null)).Failed);
        Assert.Null(Seen(new(Symptom.Feedback, "satisfaction_drop", null, null)).Failed);
        Assert.True(Seen(new(Symptom.Feedback, "", null, null) { Marks = new(new HashSet<string> { "r" }, null) }).Failed);
        Assert.False(Seen(new(Symptom.Checks, "check_failures", null, null)).Grounded);
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
