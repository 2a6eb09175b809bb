using System.Globalization;
using System.Text.Json.Nodes;
using LlmMonitor.Core.Monitors;

namespace LlmMonitor.Core.Canaries;

/// <summary>What the canaries of an endpoint say by now. Pure: the histories in, the verdicts out.</summary>
public static class CanaryVerdicts
{
    public const string Flip = "canary_flip";
    public const string CannotRun = "canary_cannot_run";
    public const string Answers = "canary_answers";

    /// <summary>How long a change of answers is told: the run after it compares with changed answers already.</summary>
    private static readonly TimeSpan Told = TimeSpan.FromHours(24);

    /// <param name="histories">The results of each canary, oldest first, the last run included; none empty.</param>
    public static IReadOnlyList<Verdict> Of(string endpoint, IReadOnlyList<IReadOnlyList<CanaryResult>> histories, CanaryOptions options)
    {
        var provider = ProviderChange.Of(histories);
        return
        [
            .. histories.SelectMany(history => new[] { FlipOf(history, provider), CannotRunOf(history[^1], options) }),
            .. AnswersOf(endpoint, histories, provider, options),
        ];
    }

    private static Verdict FlipOf(IReadOnlyList<CanaryResult> history, ProviderChange? provider)
    {
        var last = history[^1];
        var asked = last.Passed + last.Failed + last.Unknown;
        var why = last.Sentences.Count == 0 ? "" : $" {last.Sentences[0]}";
        var (state, summary) = last switch
        {
            { State: CanaryState.Pass } => (
                VerdictState.Ok,
                $"Canary {last.CanaryId} passes: {last.Passed} of {asked} answers are as expected."
            ),
            { State: CanaryState.Unknown } => (VerdictState.Unknown, $"Canary {last.CanaryId} says nothing ({last.Reason}).{why}"),
            { LastPassAt: { } passed } => (
                VerdictState.Critical,
                $"Canary {last.CanaryId} flipped: {last.Failed} of {asked} answers are not as expected, since {last.FailingSince:yyyy-MM-dd HH:mm} UTC; "
                    + $"it last passed {passed:yyyy-MM-dd HH:mm} UTC.{why} {Cause(provider)}"
            ),
            _ => (
                VerdictState.Warning,
                $"Canary {last.CanaryId} has never passed: {last.Failed} of {asked} answers are not as expected. Is the expectation right?{why}"
            ),
        };
        return VerdictOf(Flip, last, state, summary, asked == 0 ? null : (double)last.Failed / asked, 0.5, asked) with
        {
            UnknownReason = state == VerdictState.Unknown ? last.Reason : null,
            Evidence = EvidenceOf(last, provider),
        };
    }

    private static Verdict CannotRunOf(CanaryResult last, CanaryOptions options)
    {
        var rings = last.UnreachableInRow >= options.UnreachableRuns;
        var why = last.Sentences.Count == 0 ? "" : $" {last.Sentences[0]}";
        return VerdictOf(
            CannotRun,
            last,
            rings ? VerdictState.Warning : VerdictState.Ok,
            rings
                    ? $"Canary {last.CanaryId} cannot run: no answer in {last.UnreachableInRow} runs. While this lasts it would not see a change.{why}"
                : last.Reason == CanaryReasons.CostCap
                    ? $"Canary {last.CanaryId} was skipped: the run had reached its cap of {options.UsdPerRun} USD."
                : $"Canary {last.CanaryId} can run.",
            last.UnreachableInRow,
            options.UnreachableRuns,
            1
        );
    }

    /// <summary>Fewer answers than usual equal the run before's, in a run of the last day: the text changed, whether or not expectations hold.</summary>
    private static IEnumerable<Verdict> AnswersOf(
        string endpoint,
        IReadOnlyList<IReadOnlyList<CanaryResult>> histories,
        ProviderChange? provider,
        CanaryOptions options
    )
    {
        var runs = AnswerRun.Of(histories);
        if (runs.Count == 0)
            yield break;
        var last = runs[^1];
        var told = runs.LastOrDefault(run => run.At > last.At - Told && run.PValue <= options.AnswersAlpha);
        var shown = told ?? last;
        var state =
            told is not null ? VerdictState.Warning
            : last.PValue is null ? VerdictState.Unknown
            : VerdictState.Ok;
        var summary = string.Create(
            CultureInfo.InvariantCulture,
            $"At {shown.At:yyyy-MM-dd HH:mm} UTC {shown.Same} of {shown.N} canaries of {endpoint} answered to the letter as in the run before; usual is {shown.Usual:P0}."
        );
        yield return new Verdict(
            Answers,
            $"endpoint:{endpoint}",
            state,
            told is null ? summary : $"{summary} By chance that has p = {told.PValue:0.#e+0}. {Cause(provider)}",
            shown.N == 0 ? null : (double)shown.Same / shown.N,
            double.IsNaN(shown.Usual) ? null : shown.Usual,
            "ratio",
            shown.N,
            last.At.AddHours(-1),
            last.At
        )
        {
            UnknownReason = state == VerdictState.Unknown ? "too_few" : null,
            Cause = $"endpoint:{endpoint}",
            Evidence = new JsonObject
            {
                ["p_value"] = shown.PValue,
                ["run"] = shown.Run,
                ["provider"] = provider?.ToJson(),
            },
        };
    }

    private static string Cause(ProviderChange? provider) =>
        provider is null ? "The provider names the same model and fingerprint as before." : provider.Sentence;

    private static JsonObject EvidenceOf(CanaryResult last, ProviderChange? provider) =>
        new()
        {
            ["run"] = last.Run,
            ["sentences"] = new JsonArray([.. last.Sentences.Select(sentence => (JsonNode)sentence)]),
            ["request_ids"] = new JsonArray([.. last.RequestIds.Select(id => (JsonNode)id)]),
            ["same_answers"] = last.SameAnswers,
            ["provider"] = provider?.ToJson(),
        };

    private static Verdict VerdictOf(
        string rule,
        CanaryResult last,
        VerdictState state,
        string summary,
        double? observed,
        double limit,
        long n
    ) =>
        new(
            rule,
            $"canary:{last.CanaryId}",
            state,
            summary,
            observed,
            limit,
            rule == CannotRun ? "runs" : "ratio",
            n,
            last.At.AddHours(-1),
            last.At
        )
        {
            Cause = $"endpoint:{last.Endpoint}",
        };
}
