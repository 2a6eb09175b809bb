using System.Text.Json;

namespace LlmMonitor.Core.Operations;

/// <summary>Work that may outlast a request: asked for, followed by its id, and kept with what came of it.</summary>
/// <param name="Kind">reprice, rebuild, erase, …</param>
/// <param name="Result">What was done; null until then.</param>
/// <param name="Error">Why the last run failed; null where none did. A failed operation is run again until its tries end.</param>
public sealed record Operation(
    string Id,
    string ProjectId,
    string Kind,
    OperationState State,
    JsonElement Input,
    JsonElement? Result,
    string? Error,
    DateTimeOffset CreatedAt,
    DateTimeOffset? FinishedAt
);

public enum OperationState
{
    Queued,
    Running,
    Done,
    Failed,
}
