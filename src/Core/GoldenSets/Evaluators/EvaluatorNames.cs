namespace LlmMonitor.Core.GoldenSets;

/// <summary>What answers are judged by. Each score is from 0 to 1.</summary>
public static class EvaluatorNames
{
    public const string Match = "match";
    public const string TokenF1 = "token_f1";
    public const string Fields = "fields";
    public const string RetrievalRecall = "retrieval_recall";
    public const string RetrievalPrecision = "retrieval_precision";
    public const string Faithfulness = "faithfulness";
    public const string Relevancy = "relevancy";

    public static IReadOnlyList<string> All { get; } =
    [Match, TokenF1, Fields, RetrievalRecall, RetrievalPrecision, Faithfulness, Relevancy];

    /// <summary>Those that the judge answers.</summary>
    public static bool IsJudged(string name) => name is Faithfulness or Relevancy;
}
