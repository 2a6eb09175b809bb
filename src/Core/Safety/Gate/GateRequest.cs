using System.Text.Json;
using LlmMonitor.Core.Calls;

namespace LlmMonitor.Core.Safety.Gate;

/// <summary>What is to be checked before it is served.</summary>
/// <param name="RequestId">The id under which the call will be reported; decides whether it is sampled.</param>
/// <param name="Locale">For the help message: <c>de-AT</c>.</param>
/// <param name="StreamId">Set where the response comes in chunks; each check holds only what is new.</param>
/// <param name="Sequence">The chunk's number, from 0.</param>
/// <param name="Final">Whether the response is complete with this check.</param>
public sealed record GateRequest(
    string RequestId,
    CallTexts Texts,
    string? Endpoint,
    string? UserId,
    string? Locale,
    string? StreamId,
    long Sequence,
    bool Final
)
{
    /// <summary>As the call will report it; a new one is sampled more.</summary>
    public string? PromptVersion { get; init; }

    /// <summary>Reads a request and names every fault of it.</summary>
    /// <returns>The request, to be used only where there are no faults.</returns>
    public static (GateRequest Request, IReadOnlyList<CallFault> Faults) Read(JsonElement json)
    {
        var faults = new List<CallFault>();
        if (json.ValueKind != JsonValueKind.Object)
            return (new GateRequest("", NoTexts, null, null, null, null, 0, true), [new CallFault("", "must be an object")]);
        var fields = new FieldReader(json, "", faults);
        var id = fields.Id("request_id");
        if (id is null && faults.Count == 0)
            fields.Fault("request_id", "must name the request; it is required");
        var stream = fields.Id("stream_id");
        var sequence = fields.Count("sequence", int.MaxValue);
        if (stream is not null && sequence is null)
            fields.Fault("sequence", "must be the number of the chunk, from 0, where stream_id is given");
        var request = new GateRequest(
            id ?? "",
            CallTextReader.Read(fields) ?? NoTexts,
            fields.Name("endpoint", CallLimits.NameCharacters),
            fields.Name("user_id", CallLimits.NameCharacters),
            fields.Name("locale", 35),
            stream,
            sequence ?? 0,
            stream is null || (fields.Get("final", JsonValueKind.True, JsonValueKind.False)?.GetBoolean() ?? false)
        )
        {
            PromptVersion = fields.Name("prompt_version", CallLimits.NameCharacters),
        };
        return (request, faults);
    }

    private static CallTexts NoTexts { get; } = new([], null, [], []);
}
