using System.Text.Json;
using LlmMonitor.Core.Calls;
using LlmMonitor.Core.GoldenSets;
using LlmMonitor.Functions.Host;
using LlmMonitor.Functions.Host.Query;

namespace LlmMonitor.Functions.Safety.Reviews;

/// <summary>Makes an example of a golden set out of a reviewed call: its last question and its contexts, with what the reviewer expects.</summary>
internal sealed class GoldenFromReview(GoldenDesk golden, CallStore calls)
{
    /// <summary>What would keep the call from becoming an example, to be asked before the decision is taken.</summary>
    public async Task<(GoldenExample? Example, RequestFault? Fault)> ExampleAsync(
        string projectId,
        string requestId,
        string set,
        string? expected,
        CancellationToken cancellation
    )
    {
        if (!PathId.IsOne(set) || await golden.FindAsync(projectId, set, cancellation) is null)
            return (null, new(null, "golden_set", "is no golden set of this project"));
        var texts = await calls.FindAsync(projectId, requestId, cancellation) is { } found
            ? await calls.FindTextsAsync(found.Place, found.Call, cancellation)
            : null;
        if (texts is not { Prompt: [.., var last] })
            return (null, new(null, "golden_set", "cannot take this call: its prompt is not kept"));
        var question = texts.Prompt.LastOrDefault(message => message.Role == "user") ?? last;
        JsonElement? answer = expected is null ? null : JsonSerializer.SerializeToElement(expected);
        return (new(requestId, question.Content, texts.Contexts, answer), null);
    }

    /// <summary>The sentence that says why it was not added; null where it was, or was there before.</summary>
    public async Task<string?> AddAsync(string projectId, string set, GoldenExample example, CancellationToken cancellation)
    {
        var (_, faults) = await golden.AddAsync(projectId, set, example, cancellation);
        return faults is [var fault, ..] ? $"{fault.Field} {fault.Message}" : null;
    }
}
