namespace LlmMonitor.Core.Incidents.Analysis;

/// <summary>One run of one canary. The same question each time: traffic cannot explain a change.</summary>
/// <param name="ModelOnly">The canary asks the model itself; false where it asks the app, with its prompt and retrieval.</param>
public sealed record CanaryLook(string Canary, string? Endpoint, bool ModelOnly, DateTimeOffset At, bool Passed);

/// <summary>Of what kind one question of a golden set is, in the classes of <see cref="CallClasses"/>. Null means that it cannot be told.</summary>
public sealed record GoldenQuestion(string? Language, string? PromptLength, string? QueryType);

/// <summary>One metric of one run of a golden set.</summary>
/// <param name="Metric">By its name in the golden sets: <c>retrieval_recall</c>, <c>faithfulness</c>, <c>relevancy</c>, <c>match</c> …</param>
/// <param name="Mean">From 0 to 1, over <paramref name="N"/> examples.</param>
public sealed record GoldenLook(string Set, DateTimeOffset At, string Metric, double Mean, int N);
