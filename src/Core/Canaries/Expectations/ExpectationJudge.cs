using System.Text.Json.Nodes;
using LlmMonitor.Core.Judge;
using LlmMonitor.Core.Money;
using LlmMonitor.Core.Projects;

namespace LlmMonitor.Core.Canaries;

/// <summary>What an answer comes to: expectations that can be computed first, and the judge only where they hold, for it costs.</summary>
public sealed class ExpectationJudge(JudgeClient judge, ExpectationRules rules)
{
    private static readonly JudgeQuestion<HoldsAnswer> Holds = new(
        "expectation",
        "1",
        "You check one statement about an answer. Read the question and the answer, then say whether the statement is true of the answer. "
            + "Go by what the answer says, not by what would be right in the world. Give the reason first, in one sentence."
    );

    public async Task<(CanaryOutcome Outcome, PicoUsd Judging)> JudgeAsync(
        Project project,
        Canary canary,
        string answer,
        string requestId,
        CancellationToken cancellation
    )
    {
        var met = canary.Expect.Where(one => one.Type != ExpectationType.Judge).Select(one => rules.Evaluate(one, answer)).ToList();
        var cost = PicoUsd.Zero;
        if (met.TrueForAll(one => one.State == CanaryState.Pass))
            foreach (var (index, expectation) in canary.Expect.Index().Where(one => one.Item.Type == ExpectationType.Judge))
            {
                var material = new JsonObject
                {
                    ["question"] = canary.Prompt,
                    ["answer"] = answer,
                    ["statement"] = expectation.Value,
                };
                var said = await judge.AskAsync(project, Holds, material, $"{requestId}-{index}", canary.Endpoint, cancellation);
                cost += said.Counted;
                met.Add(
                    said.Answer is not { } verdict ? Met.Unknown(said.Why!)
                    : verdict.Holds == expectation.Expected ? Met.Yes
                    : Met.No($"the judge says {(verdict.Holds ? "yes" : "no")} to '{expectation.Value}': {verdict.Reason}")
                );
            }
        return (CanaryRules.Judge(met), cost);
    }
}

/// <param name="Reason">Why, in a sentence.</param>
/// <param name="Holds">Whether the statement is true of the answer.</param>
internal sealed record HoldsAnswer(string Reason, bool Holds);
