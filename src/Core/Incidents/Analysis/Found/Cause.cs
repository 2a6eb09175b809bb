using LlmMonitor.Core.Changes;

namespace LlmMonitor.Core.Incidents.Analysis;

/// <summary>What the evidence points to.</summary>
/// <param name="Confidence">0 to 1. Below one half nothing is accused: the kind is <see cref="CauseKind.Unknown"/>, then.</param>
/// <param name="Evidence">Sentences with numbers, the weightiest first; also those that speak against it.</param>
/// <param name="Change">The change that is held responsible; null where none is known.</param>
/// <param name="Weights">Each kind with its share of belief; they sum to 1.</param>
public sealed record Cause(
    CauseKind Kind,
    double Confidence,
    IReadOnlyList<string> Evidence,
    Change? Change,
    IReadOnlyDictionary<CauseKind, double> Weights
);

public enum CauseKind
{
    Unknown,
    Model,
    Prompt,

    /// <summary>What the model is given: documents, index, retrieval.</summary>
    Data,

    /// <summary>Other users, other questions, or more of them.</summary>
    Traffic,
}
