using System.IO.Hashing;
using System.Text.Json;
using LlmMonitor.Core.Calls;
using LlmMonitor.Core.Money;
using LlmMonitor.Core.Privacy;
using LlmMonitor.Core.Probes;
using LlmMonitor.Core.Projects;
using LlmMonitor.Core.Storage;

namespace LlmMonitor.Core.GoldenSets;

/// <summary>Asks one example and judges its answer by every evaluator that it has what it needs for.</summary>
public sealed class GoldenAsk(Prober prober, JudgedEvaluators judged)
{
    /// <param name="isLastTry">What fails for now is then kept as failed.</param>
    /// <returns>Null where another try may help.</returns>
    public async Task<GoldenResult?> AskAsync(
        Project project,
        GoldenSet set,
        GoldenExample example,
        string run,
        bool isLastTry,
        CancellationToken cancellation
    )
    {
        var requestId = Prober.IdOf("golden", run, set.Name, example.Id);
        var call = new ProbeCall(
            requestId,
            CallOrigin.Golden,
            GoldenPrompt.Of(set, example),
            set.Endpoint,
            $"golden:{set.Name}"[..Math.Min(set.Name.Length + 7, CallLimits.IdCharacters)],
            $"v{set.Version}"
        )
        {
            Contexts = example.Contexts,
        };
        var (answer, counted) = await prober.AskAsync(project, set.Target!, call, cancellation);
        if (answer.Text is not { } text)
            return answer.IsRetryable && !isLastTry ? null : Result(new Scores(), answer.Error!.Message, counted);
        var scores = Computed(set, example, text, answer.Contexts);
        if (
            !await JudgeAsync(project, set, example, text, answer.Contexts ?? example.Contexts, requestId, scores, cancellation)
            && !isLastTry
        )
            return null;
        return Result(scores, null, counted + scores.Judging);

        GoldenResult Result(Scores all, string? error, PicoUsd cost) =>
            new(example.Id, DefinitionOf(example), requestId, all.ByName, Kept(project, all.Notes), error, cost);
    }

    public static string DefinitionOf(GoldenExample example) =>
        Convert.ToHexStringLower(XxHash64.Hash(JsonSerializer.SerializeToUtf8Bytes(example, JsonRow.Options)));

    private static Scores Computed(GoldenSet set, GoldenExample example, string answer, IReadOnlyList<CallContext>? retrieved)
    {
        var scores = new Scores();
        if (example.Expected is { ValueKind: JsonValueKind.Object } fields && Wants(set, EvaluatorNames.Fields))
        {
            var (score, notes) = FieldEquality.Score(answer, fields, set.Locale);
            scores.Add(EvaluatorNames.Fields, score, notes);
        }
        else if (example.Expected is { ValueKind: not JsonValueKind.Object } value)
        {
            var expected = value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();
            if (Wants(set, EvaluatorNames.Match))
                scores.Add(EvaluatorNames.Match, AnswerMatch.Match(answer, expected, set.Locale), []);
            if (Wants(set, EvaluatorNames.TokenF1))
                scores.Add(EvaluatorNames.TokenF1, AnswerMatch.TokenF1(answer, expected), []);
        }
        var (recall, precision) = Retrieval.Score(example.Contexts, retrieved);
        if (recall is { } found && Wants(set, EvaluatorNames.RetrievalRecall))
            scores.Add(EvaluatorNames.RetrievalRecall, found, []);
        if (precision is { } right && Wants(set, EvaluatorNames.RetrievalPrecision))
            scores.Add(EvaluatorNames.RetrievalPrecision, right, []);
        return scores;
    }

    /// <returns>False where the judge may answer later.</returns>
    private async Task<bool> JudgeAsync(
        Project project,
        GoldenSet set,
        GoldenExample example,
        string answer,
        IReadOnlyList<CallContext> contexts,
        string key,
        Scores scores,
        CancellationToken cancellation
    )
    {
        if (!judged.IsSetUp)
            return true;
        if (contexts.Count > 0 && Wants(set, EvaluatorNames.Faithfulness))
        {
            var score = await judged.FaithfulnessAsync(project, set, example.Question, answer, contexts, key, cancellation);
            scores.Add(EvaluatorNames.Faithfulness, score);
            if (score.IsRetryable)
                return false;
        }
        if (Wants(set, EvaluatorNames.Relevancy))
        {
            var score = await judged.RelevancyAsync(project, set, example.Question, answer, key, cancellation);
            scores.Add(EvaluatorNames.Relevancy, score);
            if (score.IsRetryable)
                return false;
        }
        return true;
    }

    private static bool Wants(GoldenSet set, string evaluator) => set.Evaluators.Count == 0 || set.Evaluators.Contains(evaluator);

    /// <summary>Notes quote answers: they are kept as the project keeps texts.</summary>
    private static List<string> Kept(Project project, IEnumerable<string> notes) =>
        project.Settings.Texts switch
        {
            TextKeeping.Full => [.. notes],
            TextKeeping.Redacted => [.. notes.Select(Redactor.Redact)],
            _ => [],
        };

    private sealed class Scores
    {
        public Dictionary<string, double> ByName { get; } = new(StringComparer.Ordinal);
        public List<string> Notes { get; } = [];
        public PicoUsd Judging { get; private set; }

        public void Add(string name, double score, IEnumerable<string> notes)
        {
            ByName[name] = score;
            Notes.AddRange(notes.Select(note => $"{name}: {note}").Take(10));
        }

        public void Add(string name, JudgedScore judged)
        {
            if (judged.Score is { } score)
                ByName[name] = score;
            Notes.AddRange(judged.Notes.Select(note => $"{name}: {note}").Take(10));
            Judging += judged.Counted;
        }
    }
}
