namespace LlmMonitor.Core.Canaries;

/// <summary>How an answer, or most answers of a run, stood against what is expected.</summary>
public enum CanaryState
{
    Pass,
    Fail,

    /// <summary>No answer, or nobody to judge it: neither healthy nor ill.</summary>
    Unknown,
}

/// <summary>What one answer showed.</summary>
/// <param name="Sentences">Why it failed or is not known: each names what was expected and what was found.</param>
public sealed record CanaryOutcome(CanaryState State, IReadOnlyList<string> Sentences);

/// <summary>What one expectation came to.</summary>
/// <param name="Sentence">Null where it holds.</param>
public sealed record Met(CanaryState State, string? Sentence)
{
    public static Met Yes { get; } = new(CanaryState.Pass, null);

    public static Met No(string sentence) => new(CanaryState.Fail, sentence);

    public static Met Unknown(string sentence) => new(CanaryState.Unknown, sentence);
}
