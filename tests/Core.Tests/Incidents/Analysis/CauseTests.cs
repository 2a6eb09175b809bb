using LlmMonitor.Core.Changes;
using LlmMonitor.Core.Incidents.Analysis;
using Xunit;

namespace LlmMonitor.Core.Tests.Incidents.Analysis;

public class CauseTests
{
    private static readonly DateTimeOffset At = Weeks.Start.AddHours(90);

    [Fact]
    public void A_new_prompt_version_at_the_onset_is_held_responsible_and_its_revert_is_proposed()
    {
        var findings = Run(
            1,
            call => call.PromptVersion == "v2" ? 0.3 : 0.03,
            call => call.Time >= At && call.Endpoint == "chat" ? call with { PromptVersion = "v2" } : call
        );
        Assert.Equal(CauseKind.Prompt, findings.Cause.Kind);
        Assert.Equal("v2", findings.Cause.Change!.Version);
        Assert.Equal((MitigationKind.RevertPrompt, "v1"), (findings.Mitigations[0].Kind, findings.Mitigations[0].Version));
    }

    [Fact]
    public void Of_two_versions_that_came_within_hours_the_one_is_held_responsible_whose_calls_fail()
    {
        var findings = Run(
            2,
            call => call.ResponseModel == "m2" ? 0.3 : 0.03,
            call => call with { PromptVersion = call.Time >= At.AddHours(-4) ? "v2" : "v1", ResponseModel = call.Time >= At ? "m2" : "m1" }
        );
        Assert.Equal(CauseKind.Model, findings.Cause.Kind);
        Assert.Equal("m2", findings.Changes[0].Change.Version);
    }

    [Fact]
    public void Two_versions_that_came_at_once_accuse_neither()
    {
        var findings = Run(
            3,
            call => call.Time >= At ? 0.3 : 0.03,
            call => call with { PromptVersion = call.Time >= At ? "v2" : "v1", ResponseModel = call.Time >= At ? "m2" : "m1" }
        );
        Assert.Equal(CauseKind.Unknown, findings.Cause.Kind);
        Assert.Equal(findings.Cause.Weights[CauseKind.Model], findings.Cause.Weights[CauseKind.Prompt], 1);
    }

    [Fact]
    public void Retrieval_that_finds_nothing_is_data()
    {
        var findings = Run(
            4,
            call => call.ContextIds!.Count == 0 ? 0.5 : 0.03,
            call => call with { ContextIds = call.Time >= At ? [] : ["a", "b"] }
        );
        Assert.Equal(CauseKind.Data, findings.Cause.Kind);
        Assert.Equal(IncidentComponent.Retrieval, findings.Component.Component);
    }

    [Fact]
    public void Canaries_that_flip_at_the_onset_accuse_the_model_although_no_version_changed()
    {
        var calls = Weeks.Calls(5, 100, call => call.Time >= At ? 0.3 : 0.03);
        var looks = Enumerable.Range(0, 100).Select(hour => new CanaryLook("c", null, true, Weeks.Start.AddHours(hour), hour < 90));
        Assert.Equal(CauseKind.Model, IncidentAnalysis.Run(Weeks.Evidence(calls) with { Canaries = [.. looks] }, 1).Cause.Kind);
    }

    [Fact]
    public void Where_nothing_changed_nothing_is_accused_whatever_was_deployed()
    {
        for (var seed = 0; seed < 20; seed++)
        {
            var findings = Run(seed, _ => 0.03, call => call with { PromptVersion = call.Time >= At ? "v2" : "v1" });
            Assert.Equal(CauseKind.Unknown, findings.Cause.Kind);
            Assert.Equal("no_change_found", findings.Onset.Unknown);
            Assert.Empty(findings.Scope);
        }
    }

    [Fact]
    public void A_rise_too_faint_to_be_dated_is_held_against_the_version_that_a_few_calls_carry()
    {
        // Thirty calls of ten hours, of which a third fails: among six thousand nobody sees that without the version.
        static ObservedCall Version(ObservedCall call) =>
            call.Time >= At && call.Id.EndsWith('7') && call.Time.Minute < 30 ? call with { PromptVersion = "v2" } : call;
        var calls = Weeks.Calls(7, 100, call => call.PromptVersion == "v2" ? 0.35 : 0.02, Version);
        Assert.Null(OnsetSearch.Of([], Weeks.Outcomes(calls)).At);
        var findings = IncidentAnalysis.Run(Weeks.Evidence(calls), 1);
        Assert.Equal((CauseKind.Prompt, "v2"), (findings.Cause.Kind, findings.Cause.Change?.Version));
        Assert.InRange(findings.Onset.At!.Value, At, At.AddMinutes(20));

        var healthy = Weeks.Calls(8, 100, _ => 0.02, Version);
        Assert.Null(ChangeOnset.Of(Weeks.Evidence(healthy), Weeks.Outcomes(healthy), SeenChanges.In(healthy, At)));
    }

    [Fact]
    public void A_change_that_names_no_place_weighs_little_against_a_version_whose_calls_fail()
    {
        var calls = Weeks.Calls(
            8,
            100,
            call => call.PromptVersion == "v2" ? 0.3 : 0.03,
            call => call.Time >= At && call.Endpoint == "chat" ? call with { PromptVersion = "v2" } : call
        );
        var vague = new Change("", ChangeKind.Config, null, "A new certificate.", At.AddMinutes(-5), null);
        var findings = IncidentAnalysis.Run(Weeks.Evidence(calls) with { Changes = [vague] }, 1);
        Assert.Equal(CauseKind.Prompt, findings.Cause.Kind);
        Assert.Equal("v2", findings.Cause.Change!.Version);
    }

    [Fact]
    public void The_onset_is_the_time_of_the_change_that_is_held_responsible()
    {
        var findings = Run(
            9,
            call => call.PromptVersion == "v2" ? 0.25 : 0.03,
            call => call.Time >= At && call.Endpoint == "chat" ? call with { PromptVersion = "v2" } : call
        );
        Assert.Equal(findings.Cause.Change!.At, findings.Onset.At);
        Assert.InRange(findings.Onset.At!.Value, At, At.AddMinutes(10));
        Assert.InRange(findings.Onset.At.Value, findings.Onset.From!.Value, findings.Onset.To!.Value);
        Assert.Contains("held responsible", findings.Onset.Sentence);
    }

    [Fact]
    public void The_same_questions_with_the_same_documents_answered_worse_point_to_what_makes_the_answer()
    {
        var calls = Weeks.Calls(10, 100, call => call.Time >= At ? 0.3 : 0.03);
        var looks = Enumerable
            .Range(0, 33)
            .Select(i => Weeks.Start.AddHours(3 * i))
            .SelectMany(at =>
                new GoldenLook[] { new("set", at, "retrieval_recall", 0.85, 60), new("set", at, "faithfulness", at >= At ? 0.6 : 0.9, 60) }
            );
        var cause = IncidentAnalysis.Run(Weeks.Evidence(calls) with { Golden = [.. looks] }, 1).Cause;
        Assert.True(
            cause.Weights[CauseKind.Model] > cause.Weights[CauseKind.Data]
                && cause.Weights[CauseKind.Prompt] > cause.Weights[CauseKind.Data]
        );
    }

    [Fact]
    public void Longer_prompts_of_a_new_version_are_no_other_traffic()
    {
        var findings = Run(
            11,
            call => call.PromptVersion == "v2" ? 0.3 : 0.03,
            call =>
                call.Time >= At && call.Endpoint == "chat"
                    ? call with
                    {
                        PromptVersion = "v2",
                        PromptLength = "500_words_and_more",
                    }
                    : call with
                    {
                        PromptLength = "20_to_99_words",
                    }
        );
        Assert.NotEqual(true, findings.Mix.Changed);
        Assert.Equal(CauseKind.Prompt, findings.Cause.Kind);
    }

    [Fact]
    public void A_drift_of_one_segment_is_found_there()
    {
        var random = new Random(12);
        double Gauss() => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
        var at = Weeks.Start.AddHours(70);
        var calls = Weeks
            .Calls(12, 100, _ => 0, call => call with { Segment = call.Id.EndsWith('0') ? "small" : "large" })
            .Where((_, i) => i % 10 is 0 or 3 or 7)
            .Select(call =>
            {
                var isOther = call.Time >= at && call.Segment == "small" && random.Next(3) > 0;
                var output = Enumerable.Range(0, 46).Select(i => (float)(Gauss() + (isOther && i < 5 ? 1.5 : 0))).ToArray();
                return call with { Failed = null, Output = output, PromptVersion = call.Time >= at ? "v2" : "v1" };
            })
            .ToList();
        var findings = IncidentAnalysis.Run(Weeks.Evidence(calls, Symptom.OutputDrift), 1);
        Assert.InRange(findings.Onset.At!.Value, at.AddHours(-1), at.AddHours(1));
        Assert.Contains(findings.Scope, slice => slice.Terms.Contains(new("segment", "small")));
        Assert.Equal(CauseKind.Prompt, findings.Cause.Kind);
    }

    [Fact]
    public void Without_any_call_all_is_unknown()
    {
        var question = new IncidentQuestion(Symptom.Checks, null, "check_failures", "project", At, Weeks.Start, At);
        foreach (var symptom in Enum.GetValues<Symptom>())
        {
            var findings = IncidentAnalysis.Run(new(question with { Symptom = symptom }), 1);
            Assert.Equal(CauseKind.Unknown, findings.Cause.Kind);
            Assert.Equal(IncidentComponent.Unknown, findings.Component.Component);
            Assert.Empty(findings.Samples);
            Assert.Null(findings.Affected.From);
        }
    }

    [Fact]
    public void The_same_evidence_in_another_order_gives_the_same_findings()
    {
        var calls = Weeks.Calls(6, 100, call => call.Time >= At ? 0.3 : 0.03);
        var there = IncidentAnalysis.Run(Weeks.Evidence(calls), 1);
        var evidence = Weeks.Evidence(calls);
        var back = IncidentAnalysis.Run(evidence with { Calls = [.. calls.AsEnumerable().Reverse()] }, 1);
        Assert.Equal((there.Onset, there.Cause.Kind, there.Cause.Confidence), (back.Onset, back.Cause.Kind, back.Cause.Confidence));
        Assert.Equal(there.Samples, back.Samples);
    }

    private static IncidentFindings Run(int seed, Func<ObservedCall, double> risk, Func<ObservedCall, ObservedCall> with) =>
        IncidentAnalysis.Run(Weeks.Evidence(Weeks.Calls(seed, 100, risk, with)), 1);
}
