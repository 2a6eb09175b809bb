using System.Text.Json;
using LlmMonitor.Core.Calls;
using LlmMonitor.Core.Probes;

namespace LlmMonitor.Core.GoldenSets;

/// <summary>One version of a set of questions with known answers. A version never changes.</summary>
/// <param name="Version">From 1.</param>
/// <param name="Target">Who is asked; null where the set is only kept so far.</param>
public sealed record GoldenSet(string Name, int Version, DateTimeOffset CreatedAt, string Endpoint, ProbeTarget? Target)
{
    /// <summary>What a model is asked; <c>{{question}}</c> and <c>{{contexts}}</c> stand for the example's.</summary>
    public string? Prompt { get; init; }

    /// <summary>How numeric dates and numbers of answers are to be read.</summary>
    public string? Locale { get; init; }

    /// <summary>Only these evaluators; empty is every one that an example has what it needs for.</summary>
    public IReadOnlyList<string> Evaluators { get; init; } = [];

    public int Examples { get; init; }
}

/// <summary>A question with what is known of its answer.</summary>
/// <param name="Contexts">The passages that it rests on; their ids are what retrieval should bring.</param>
/// <param name="Expected">A text, a JSON object whose fields are compared, or null where only the judge can tell.</param>
public sealed record GoldenExample(string Id, string Question, IReadOnlyList<CallContext> Contexts, JsonElement? Expected);

/// <summary>Which version of a set counts, and which runs others are compared with.</summary>
/// <param name="PinnedRun">Chosen by a person; null is none.</param>
/// <param name="GoodRun">The last run that had not dropped.</param>
public sealed record GoldenHead(string Name, int Version, string? PinnedRun, string? GoodRun);
