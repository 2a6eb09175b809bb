using System.Text.Json.Serialization;

namespace LlmMonitor.Core.Calls;

/// <summary>The texts of a call. They are large and personal: kept apart from the call, compressed, by the project's choice.</summary>
public sealed record CallTexts(
    IReadOnlyList<CallMessage> Prompt,
    string? Response,
    IReadOnlyList<CallContext> Contexts,
    IReadOnlyList<ToolCall> ToolCalls
)
{
    /// <summary>True where something was cut off to stay within the limit.</summary>
    public bool Truncated { get; init; }

    [JsonIgnore]
    public bool IsEmpty => Prompt.Count == 0 && Response is null && Contexts.Count == 0 && ToolCalls.Count == 0;
}

/// <param name="Role">user, system, assistant, tool; <c>user</c> where the prompt was a bare string.</param>
public sealed record CallMessage(string Role, string Content);

/// <summary>A retrieved passage that the prompt was built from.</summary>
public sealed record CallContext(string? Id, string Text);

public sealed record ToolCall(string Name, string Arguments);
