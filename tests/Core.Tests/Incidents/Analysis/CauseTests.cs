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
