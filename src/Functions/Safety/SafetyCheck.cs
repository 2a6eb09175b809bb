using System.Text.Json;

namespace LlmMonitor.Functions.Safety;

/// <summary>The body of a check, for the description of the API; it is read by <see cref="Core.Safety.Gate.GateRequest"/>.</summary>
/// <param name="Prompt">A text, or a list of messages with role and content.</param>
/// <param name="Contexts">Texts, or objects with id and text.</param>
/// <param name="Locale">BCP 47, for the help message: <c>de-AT</c>.</param>
/// <param name="StreamId">Set where the response comes in chunks; each check then holds only what is new.</param>
/// <param name="Sequence">The chunk's number, from 0.</param>
/// <param name="Final">True with the last chunk.</param>
/// <param name="PromptVersion">As the call will report it: calls of a new one are judged more often.</param>
internal sealed record SafetyCheck(
    string RequestId,
    JsonElement? Prompt,
    string? Response,
    IReadOnlyList<JsonElement>? Contexts,
    IReadOnlyList<SafetyToolCall>? ToolCalls,
    string? Endpoint,
    string? UserId,
    string? Locale,
    string? StreamId,
    long? Sequence,
    bool? Final,
    string? PromptVersion
);

internal sealed record SafetyToolCall(string Name, JsonElement? Arguments);
