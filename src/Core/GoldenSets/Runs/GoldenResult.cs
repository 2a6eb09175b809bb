using LlmMonitor.Core.Money;

namespace LlmMonitor.Core.GoldenSets;

/// <summary>What one example came to in one run.</summary>
/// <param name="Definition">Of the example: results of an example that was changed are no pair.</param>
/// <param name="Scores">By evaluator, from 0 to 1; what does not apply is not there.</param>
/// <param name="Notes">Why a score is low or missing, as far as the project keeps texts.</param>
/// <param name="Error">Why there is no answer; null where there is one.</param>
public sealed record GoldenResult(
    string ExampleId,
    string Definition,
    string RequestId,
    IReadOnlyDictionary<string, double> Scores,
    IReadOnlyList<string> Notes,
    string? Error,
    PicoUsd Cost
);
