using System.Text.Json.Nodes;
using LlmMonitor.Core.Calls;
using LlmMonitor.Core.Judge;
using LlmMonitor.Core.Money;
using LlmMonitor.Core.Projects;

namespace LlmMonitor.Core.GoldenSets;

/// <summary>What only a reader can tell: whether an answer rests on its passages, and whether it answers the question.</summary>
public sealed class JudgedEvaluators(JudgeClient judge)
{
    private static readonly JudgeQuestion<FaithfulnessAnswer> Faithfulness = new(
        "faithfulness",
        "1",
        "You check whether an answer rests on the given passages. First split the answer into its single factual claims, each a full sentence that can be "
            + "checked alone. Then say of each whether the passages support it (supported), say the opposite or something else in its place (contradicted), "
            + "or say nothing about it (not_supported). Compare negations, dates (which number is the day and which the month), numbers, units, names and "
            + "conditions one by one: a claim that differs from its passage in one of them is contradicted, however alike the words are. Use no knowledge of "
            + "your own. Quote as evidence the words that decide; an empty text where there are none. An answer without a factual claim has an empty list."
    );

    private static readonly JudgeQuestion<RelevancyAnswer> Relevancy = new(
        "relevancy",
        "1",
        "You check whether an answer addresses the question that was asked, whether or not it is right: fully, partly (part of it, or it evades or strays), "
            + "or not_at_all. Give the reason first, in one sentence."
    );

    public bool IsSetUp => judge.IsSetUp;

    /// <summary>Names which questions judge: scores by another version are not compared.</summary>
    public static string Versions => $"{Faithfulness.Name}/{Faithfulness.Version}, {Relevancy.Name}/{Relevancy.Version}";

    public async Task<JudgedScore> FaithfulnessAsync(
        Project project,
        GoldenSet set,
        string question,
        string answer,
        IReadOnlyList<CallContext> contexts,
        string key,
        CancellationToken cancellation
    )
    {
        var passages = new JsonArray([.. contexts.Select(context => (JsonNode)context.Text)]);
        var material = new JsonObject
        {
            ["question"] = question,
            ["answer"] = answer,
            ["passages"] = passages,
        };
        var said = await judge.AskAsync(project, Faithfulness, material, key, set.Endpoint, cancellation);
        if (said.Answer is not { } claims)
            return new(null, [said.Why!], said.IsRetryable, said.Counted);
        var (score, notes) = FaithfulnessRules.Score(question, answer, contexts, claims.Claims, set.Locale);
        return new(score, notes, false, said.Counted);
    }

    public async Task<JudgedScore> RelevancyAsync(
        Project project,
        GoldenSet set,
        string question,
        string answer,
        string key,
        CancellationToken cancellation
    )
    {
        var material = new JsonObject { ["question"] = question, ["answer"] = answer };
        var said = await judge.AskAsync(project, Relevancy, material, key, set.Endpoint, cancellation);
        return said.Answer is not { } relevancy
            ? new(null, [said.Why!], said.IsRetryable, said.Counted)
            : relevancy.Addresses switch
            {
                Addressing.Fully => new(1, [], false, said.Counted),
                Addressing.Partly => new(0.5, [relevancy.Reason], false, said.Counted),
                _ => new(0, [relevancy.Reason], false, said.Counted),
            };
    }
}

/// <param name="Score">Null where nothing can be said, for the reason in the notes.</param>
public sealed record JudgedScore(double? Score, IReadOnlyList<string> Notes, bool IsRetryable, PicoUsd Counted);

/// <param name="Claims">Every factual claim of the answer, in its order.</param>
public sealed record FaithfulnessAnswer(IReadOnlyList<JudgedClaim> Claims);

/// <param name="Evidence">The passage's words that decide.</param>
public sealed record JudgedClaim(string Claim, string Evidence, ClaimStand Stand);

public enum ClaimStand
{
    Supported,
    NotSupported,
    Contradicted,
}

internal sealed record RelevancyAnswer(string Reason, Addressing Addresses);

internal enum Addressing
{
    Fully,
    Partly,
    NotAtAll,
}
