using System.Text.Json;
using LlmMonitor.Core.Calls;

namespace LlmMonitor.Core.Feedback;

/// <summary>Reads one piece of feedback from JSON and names every fault that it has.</summary>
public static class FeedbackReader
{
    /// <summary>Of a correction, in UTF-16 characters. A longer one is refused, as half a correction says another thing.</summary>
    public const int TextCharacters = 8000;
    private const int CategoryCharacters = 200;

    private static readonly EnumWords<FeedbackType> Types = new();

    public static FeedbackReading Read(JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Object)
            return FeedbackReading.Unreadable("must be a JSON object");
        try
        {
            return ReadObject(json);
        }
        catch (InvalidOperationException)
        {
            return FeedbackReading.Unreadable("holds a name that is no valid Unicode text (half of a surrogate pair)");
        }
    }

    private static FeedbackReading ReadObject(JsonElement json)
    {
        var faults = new List<CallFault>();
        var fields = new FieldReader(json, "", faults);
        var requestId = fields.Id("request_id");
        if (requestId is null && faults.Count == 0)
            fields.Fault("request_id", "is required");
        var type = fields.OneOf("type", Types, isRequired: true);
        var text = fields.Text("correction_text");
        if (text?.Length > TextCharacters)
            fields.Fault("correction_text", $"must have at most {TextCharacters} characters, not {text.Length}");
        if (!string.IsNullOrWhiteSpace(text) && type is not (null or FeedbackType.Correction))
            fields.Fault("correction_text", "belongs to type correction; send it as feedback of its own");
        var said = new FeedbackSaid(
            requestId ?? "",
            fields.Name("user_id", CallLimits.IdCharacters),
            type ?? default,
            string.IsNullOrWhiteSpace(text) ? null : text,
            fields.Name("issue_category", CategoryCharacters)
        );
        return faults.Count > 0 ? new(null, requestId, faults) : new(said, requestId, []);
    }
}

/// <summary>What somebody says of an answer.</summary>
/// <param name="Category">In free words, or null.</param>
public sealed record FeedbackSaid(string RequestId, string? UserId, FeedbackType Type, string? CorrectionText, string? Category);

/// <summary>What was read: feedback, or every fault that it has.</summary>
public sealed record FeedbackReading(FeedbackSaid? Said, string? RequestId, IReadOnlyList<CallFault> Faults)
{
    public static FeedbackReading Unreadable(string message) => new(null, null, [new CallFault("", message)]);
}
