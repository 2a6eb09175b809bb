using System.Text.Json.Serialization;
using LlmMonitor.Core.Safety.Gate.Patterns;

namespace LlmMonitor.Core.Safety.Gate;

/// <summary>What the gate says of a text.</summary>
/// <param name="Serve">Whether the text may be served.</param>
/// <param name="Reason"><c>passed</c>, <c>flagged</c>, <c>hard_block_pattern</c>, or <c>gate_failed</c> where the mode on error decided.</param>
/// <param name="Patterns">What was found, the strongest first; with action <c>annotate</c> also what a context excused.</param>
/// <param name="Message">What to show instead of a text that is not served.</param>
/// <param name="Sampled">Whether the judge is to see this request.</param>
public sealed record GateAnswer(
    bool Serve,
    string Reason,
    IReadOnlyList<GatePattern> Patterns,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Message,
    bool Sampled,
    string PatternSetVersion
)
{
    public const string Passed = "passed";
    public const string Flagged = "flagged";
    public const string Blocked = "hard_block_pattern";
    public const string Failed = "gate_failed";

    /// <summary>Left out unless the texts were longer than is looked at: what lay behind the limit was not checked.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Truncated { get; init; }

    /// <summary>Of a chunk: whether it was checked together with the end of the one before it. False where this instance did not see that one.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? Overlapped { get; init; }
}

/// <param name="Action">What this pattern asks for; <c>annotate</c> where its context excuses it.</param>
public sealed record GatePattern(string Id, Hazard Category, PatternSeverity Severity, PatternAction Action);
