namespace LlmMonitor.Core.Drift.Streams;

/// <summary>One output as a stream sees it.</summary>
/// <param name="Id">Its request id: ties are broken and samples chosen by its hash.</param>
/// <param name="Statistics">One value a statistic, in the order of the stream; NaN where unknown. Empty where there are none.</param>
/// <param name="Embedding">A vector of any length, the same for all outputs of the stream; null where it was not embedded.</param>
/// <param name="Flags">Checks that applied, and whether they failed; one that did not apply is left out.</param>
public sealed record StreamOutput(
    string Id,
    DateTimeOffset Time,
    IReadOnlyList<float> Statistics,
    IReadOnlyList<float>? Embedding,
    IReadOnlyList<StreamFlag> Flags
)
{
    /// <summary>
    /// Prompt template, language, tenant, origin as one name: ranks are taken among outputs of the same segment, so that a shift between segments does not ring.
    /// Null where nothing is known.
    /// </summary>
    public string? Segment { get; init; }

    /// <summary>The statistics of the prompt; null where it is not kept.</summary>
    public IReadOnlyList<float>? PromptStatistics { get; init; }
}

/// <param name="Name">The check or flag: <c>dates_grounded</c>, <c>refusal</c>.</param>
/// <param name="Never">It should never fail: judged against a fixed rate from the first output on. Otherwise its healthy rate is learned.</param>
public readonly record struct StreamFlag(string Name, bool Failed, bool Never = false);
