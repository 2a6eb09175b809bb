using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization;

namespace LlmMonitor.Core.Judge;

/// <summary>
/// A question to the LLM judge, with a version that changes with its wording: answers to different versions are not compared. The answer is
/// <typeparamref name="TAnswer"/>, a record whose JSON schema is sent along and held to: unknown, missing or duplicate members, a null, or a text
/// where true or false belongs are refused, never guessed at.
/// </summary>
/// <param name="Name">What it is about, in snake_case: <c>faithfulness</c>.</param>
/// <param name="Instructions">What to judge and how. The material follows apart from it.</param>
public sealed record JudgeQuestion<TAnswer>(string Name, string Version, string Instructions)
    where TAnswer : class
{
    /// <summary>What the schema cannot say, such as a number's range: a sentence that names the fault; null where there is none.</summary>
    public Func<TAnswer, string?> FaultOf { get; init; } = _ => null;

    /// <summary>The JSON schema of the answer.</summary>
    public JsonNode Schema { get; } =
        JudgeJson.Options.GetJsonSchemaAsNode(typeof(TAnswer), new JsonSchemaExporterOptions { TreatNullObliviousAsNonNullable = true });

    /// <summary>Reads what the judge said; a single code fence around it is taken off, since many models cannot help it.</summary>
    /// <returns>The answer, or why it is none.</returns>
    public (TAnswer? Answer, string? Fault) Read(string? said)
    {
        try
        {
            var answer = JsonSerializer.Deserialize<TAnswer>(JudgeJson.WithoutFence(said ?? ""), JudgeJson.Options);
            if (answer is null)
                return (null, "The answer was null.");
            return FaultOf(answer) is { } fault ? (null, fault) : (answer, null);
        }
        catch (JsonException fault)
        {
            return (
                null,
                $"The answer is not the JSON that the schema asks for: see {fault.Path ?? "$"}, byte {fault.BytePositionInLine ?? 0}."
            );
        }
    }
}

/// <summary>How the judge's JSON is read.</summary>
internal static class JudgeJson
{
    public static JsonSerializerOptions Options { get; } = Made();

    public static string WithoutFence(string said)
    {
        var text = said.Trim();
        if (!text.StartsWith("```", StringComparison.Ordinal) || !text.EndsWith("```", StringComparison.Ordinal) || text.Length < 7)
            return text;
        var first = text.IndexOf('\n', StringComparison.Ordinal);
        return first < 0 || first > text.Length - 4 ? text : text[(first + 1)..^3];
    }

    private static JsonSerializerOptions Made()
    {
        var options = new JsonSerializerOptions(JsonSerializerOptions.Strict)
        {
            PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
            Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false) },
        };
        options.MakeReadOnly(populateMissingResolver: true);
        return options;
    }
}
