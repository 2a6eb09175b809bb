using System.Globalization;
using System.Text.Json;

namespace LlmMonitor.Replay;

internal sealed record TraceCall(string RequestId, DateTimeOffset Timestamp, long InputTokens, long OutputTokens);

/// <summary>A recorded stream of calls, moved onto a day. The same file gives the same request ids every time.</summary>
internal sealed record Trace(string Name, IReadOnlyList<TraceCall> Calls)
{
    public static Trace Read(string path, DateOnly day)
    {
        var name = Path.GetFileNameWithoutExtension(path);
        var rows = File.ReadLines(path).Skip(1).Where(line => line.Length > 0).Select(line => line.Split(',')).ToList();
        if (rows.Count == 0)
            throw new FormatException($"{path} holds no row below its header.");
        var move = day.ToDateTime(TimeOnly.MinValue) - TimeOf(rows[0][0]).UtcDateTime.Date;
        return new(
            name,
            [
                .. rows.Select(
                    (row, index) => new TraceCall($"{name}-{index}", TimeOf(row[0]) + move, long.Parse(row[1]), long.Parse(row[2]))
                ),
            ]
        );
    }

    /// <summary>The calls as a request's body. The file's name is their feature; what the file does not say (latencies) is not sent.</summary>
    public byte[] BodyOf(IEnumerable<TraceCall> calls, string model)
    {
        using var body = new MemoryStream();
        using (var json = new Utf8JsonWriter(body))
        {
            json.WriteStartArray();
            foreach (var call in calls)
            {
                json.WriteStartObject();
                json.WriteString("request_id", call.RequestId);
                json.WriteString("timestamp", call.Timestamp);
                json.WriteString("model", model);
                json.WriteString("feature", Name);
                json.WriteNumber("input_tokens", call.InputTokens);
                json.WriteNumber("output_tokens", call.OutputTokens);
                json.WriteEndObject();
            }
            json.WriteEndArray();
        }
        return body.ToArray();
    }

    private static DateTimeOffset TimeOf(string text) =>
        DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal);
}
