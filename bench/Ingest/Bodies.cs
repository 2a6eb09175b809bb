using System.Globalization;
using System.Text;

namespace LlmMonitor.Ingest;

/// <summary>
/// Requests that cost the client little: the JSON is made once, and each request only has its ids and timestamps written over. Calls are of
/// 4 features, 3 models and 1,000 users, with latencies and without texts.
/// </summary>
internal sealed class Bodies
{
    private const int Templates = 64;
    private const int DigitsOfId = 9;
    private const string TimeShape = "yyyy-MM-ddTHH:mm:ss.fffZ";
    private static readonly string[] Features = ["search", "contract-summary", "support-chat", "extract"];
    private static readonly string[] Models = ["gpt-4o", "gpt-4o-mini", "claude-sonnet-4-5"];

    private readonly (byte[] Bytes, int[] Ids, int[] Times)[] templates;

    /// <param name="series">Begins every id: two series never meet.</param>
    /// <param name="prompts">Whether each call has a short prompt, of 64 × <paramref name="callsEach"/> different ones.</param>
    public Bodies(int callsEach, string series = "req", bool prompts = false)
    {
        CallsEach = callsEach;
        var random = new Random(1);
        templates = [.. Enumerable.Range(0, Templates).Select(_ => Template(random, callsEach, series, prompts))];
    }

    public int CallsEach { get; }

    /// <summary>The body of the n-th request: other ids than any other n.</summary>
    /// <param name="spacing">Between one call and the next.</param>
    public byte[] Of(long n, DateTimeOffset from, TimeSpan spacing = default)
    {
        var (template, ids, times) = templates[n % Templates];
        var body = template.AsSpan().ToArray();
        for (var i = 0; i < ids.Length; i++)
        {
            (n * CallsEach + i).TryFormat(body.AsSpan(ids[i], DigitsOfId), out _, "D9", CultureInfo.InvariantCulture);
            if (i == 0 || spacing > TimeSpan.Zero)
                (from + i * spacing).UtcDateTime.TryFormat(
                    body.AsSpan(times[i], TimeShape.Length),
                    out _,
                    TimeShape,
                    CultureInfo.InvariantCulture
                );
            else
                body.AsSpan(times[0], TimeShape.Length).CopyTo(body.AsSpan(times[i]));
        }
        return body;
    }

    private static (byte[], int[], int[]) Template(Random random, int calls, string series, bool prompts)
    {
        var json = new StringBuilder("[");
        var (ids, times) = (new int[calls], new int[calls]);
        for (var i = 0; i < calls; i++)
        {
            json.Append(i == 0 ? "" : ",").Append(CultureInfo.InvariantCulture, $"{{\"request_id\":\"{series}-");
            ids[i] = json.Length;
            json.Append('0', DigitsOfId).Append("\",\"timestamp\":\"");
            times[i] = json.Length;
            json.Append('0', TimeShape.Length).Append("\",");
            json.Append(CultureInfo.InvariantCulture, $"\"model\":\"{Models[random.Next(3)]}\",\"endpoint\":\"chat\",");
            json.Append(
                CultureInfo.InvariantCulture,
                $"\"feature\":\"{Features[random.Next(4)]}\",\"user_id\":\"user-{random.Next(1000):d4}\","
            );
            json.Append(CultureInfo.InvariantCulture, $"\"session_id\":\"s-{random.Next(100_000):d5}\",\"prompt_version\":\"v12\",");
            json.Append(
                CultureInfo.InvariantCulture,
                $"\"input_tokens\":{random.Next(100, 8000)},\"output_tokens\":{random.Next(10, 900)},"
            );
            if (prompts)
                json.Append(CultureInfo.InvariantCulture, $"\"prompt\":\"Question {random.Next():d10}\",");
            json.Append(CultureInfo.InvariantCulture, $"\"ttft_seconds\":{0.2 + random.NextDouble():F3},");
            json.Append(CultureInfo.InvariantCulture, $"\"total_seconds\":{2 + 6 * random.NextDouble():F3},\"finish_reason\":\"stop\"}}");
        }
        return (Encoding.ASCII.GetBytes(json.Append(']').ToString()), ids, times);
    }
}
