namespace LlmMonitor.Core.Drift;

/// <param name="Prompt">What it answers; null where it is not known.</param>
/// <param name="Segment">Within which texts may be exchanged: a template, a language, a tenant.</param>
public sealed record ComparedText(string Text, string? Prompt = null, string? Segment = null);

/// <param name="Drift">Whether <paramref name="PValue"/> reaches <paramref name="Alpha"/>, and nothing else explains it.</param>
/// <param name="PValue">That the outputs come from one source; exact, by permutation. Null where it is unknown.</param>
/// <param name="Paired">Answers to the same prompts were compared in pairs.</param>
/// <param name="Tests">What each view saw alone.</param>
/// <param name="Features">The output statistics, those that moved most surely first.</param>
/// <param name="Examples">The current texts that look least like the baseline.</param>
/// <param name="PromptShift">Whether the prompts changed; null where not all of them were given.</param>
/// <param name="Unknown">Why nothing can be said; null where something can.</param>
public sealed record ComparisonResult(
    bool Drift,
    double? PValue,
    double Alpha,
    int NBaseline,
    int NCurrent,
    bool Paired,
    IReadOnlyList<NamedP> Tests,
    IReadOnlyList<ComparedStatistic> Features,
    IReadOnlyList<ComparedExample> Examples,
    PromptShift? PromptShift,
    string? Unknown
);

public sealed record NamedP(string Name, double PValue);

/// <param name="PAdjusted">For the number of statistics, step-down (Westfall and Young 1993).</param>
/// <param name="Baseline">Mean; null where no output has the statistic.</param>
/// <param name="Effect">Cliff's delta, −1 to 1; null where no segment holds both kinds.</param>
/// <param name="EffectInterval">Low and high end at 95 %.</param>
public sealed record ComparedStatistic(
    string Name,
    double PAdjusted,
    double? Baseline,
    double? Current,
    double? Effect,
    IReadOnlyList<double>? EffectInterval
);

/// <param name="Index">In the list that was sent.</param>
public sealed record ComparedExample(int Index, string Text);

public sealed record PromptShift(double PValue);
