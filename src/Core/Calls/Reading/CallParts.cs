using System.Text.Json;
using LlmMonitor.Core.Statistics;

namespace LlmMonitor.Core.Calls;

/// <summary>The parts of a call that are objects or lists of their own.</summary>
internal static class CallParts
{
    public static TokenUsage Usage(FieldReader fields, List<CallFault> faults)
    {
        var input = fields.Count("input_tokens", CallLimits.Tokens);
        var output = fields.Count("output_tokens", CallLimits.Tokens);
        if (fields.Get("usage", JsonValueKind.Object) is not { } json)
            return new TokenUsage(input, output);
        var parts = new FieldReader(json, "usage.", faults);
        long Part(string field) => parts.Count(field, CallLimits.Tokens) ?? 0;
        var usage = new TokenUsage(
            input,
            output,
            Part("cache_read_tokens"),
            Part("cache_write_tokens"),
            Part("cache_write_1h_tokens"),
            Part("reasoning_tokens"),
            Part("input_audio_tokens"),
            Part("output_audio_tokens")
        );
        CheckSum(
            fields,
            "input_tokens",
            input,
            usage.CacheRead + usage.CacheWrite + usage.CacheWrite1h + usage.InputAudio,
            "cached and audio"
        );
        CheckSum(fields, "output_tokens", output, usage.Reasoning + usage.OutputAudio, "reasoning and audio");
        return usage;
    }

    private static void CheckSum(FieldReader fields, string field, long? whole, long parts, string names)
    {
        if (parts > (whole ?? 0))
            fields.Fault(field, $"must include the {names} tokens of usage, which come to {parts}");
    }

    public static CallError? Error(FieldReader fields, List<CallFault> faults)
    {
        if (fields.Get("error", JsonValueKind.Object) is not { } json)
            return null;
        var parts = new FieldReader(json, "error.", faults);
        var type = parts.OneOf("type", CallWords.Errors);
        if (type is null && !faults.Exists(fault => fault.Field == "error.type"))
            parts.Fault("type", "is required");
        var message = parts.Text("message");
        if (message?.Length > CallLimits.ErrorMessageCharacters)
            message = message[..CallLimits.ErrorMessageCharacters];
        return new CallError(type ?? CallErrorType.Other, (int?)parts.Count("status", 999), message);
    }

    public static Dictionary<string, string>? Tags(FieldReader fields)
    {
        if (fields.Get("tags", JsonValueKind.Object) is not { } json)
            return null;
        var tags = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var tag in json.EnumerateObject())
        {
            if (tag.Value.ValueKind != JsonValueKind.String || tag.Name.Length > 64 || tag.Name.Any(char.IsControl))
                fields.Fault("tags", "must map names of at most 64 characters to texts");
            else if (fields.TextOf(tag.Value, "tags") is { } value)
            {
                if (value.Length > CallLimits.NameCharacters || value.Any(char.IsControl))
                    fields.Fault($"tags.{tag.Name}", $"must have at most {CallLimits.NameCharacters} characters and no control characters");
                tags[tag.Name] = value;
            }
            if (tags.Count > CallLimits.Tags)
            {
                fields.Fault("tags", $"must be at most {CallLimits.Tags}");
                break;
            }
        }
        return tags.Count == 0 ? null : tags;
    }

    /// <summary>The gaps between tokens: a list of seconds, or a summary of one (<c>count, sum, max, buckets: [[seconds, count], …]</c>).</summary>
    public static TokenGaps? Gaps(FieldReader fields, List<CallFault> faults)
    {
        if (fields.Get("tbt_seconds", JsonValueKind.Array, JsonValueKind.Object) is not { } json)
            return null;
        var sketch = new QuantileSketch();
        if (json.ValueKind == JsonValueKind.Array)
            return FromList(fields, json, sketch);

        var parts = new FieldReader(json, "tbt_seconds.", faults);
        var (count, sum, max) = (parts.Count("count", CallLimits.Tokens), parts.Seconds("sum"), parts.Seconds("max"));
        if (parts.Get("buckets", JsonValueKind.Array) is { } buckets)
            foreach (var bucket in buckets.EnumerateArray())
                AddBucket(parts, bucket, sketch);
        if (count is null || sum is null || max is null || sketch.Count != count)
            parts.Fault("buckets", "must be a list of [seconds, count] whose counts come to count, beside sum and max");
        return count > 0 ? new TokenGaps(count.Value, sum ?? 0, max ?? 0, sketch.ToBytes()) : null;
    }

    private static TokenGaps? FromList(FieldReader fields, JsonElement list, QuantileSketch sketch)
    {
        var (sum, max) = (0.0, 0.0);
        if (list.GetArrayLength() > CallLimits.Gaps)
        {
            fields.Fault("tbt_seconds", $"must be at most {CallLimits.Gaps} gaps");
            return null;
        }
        foreach (var item in list.EnumerateArray())
        {
            if (item.ValueKind != JsonValueKind.Number)
            {
                fields.Fault("tbt_seconds", "must be a list of numbers");
                return null;
            }
            if (fields.SecondsOf(item, "tbt_seconds") is not { } gap)
                return null;
            sketch.Add(gap);
            sum += gap;
            max = Math.Max(max, gap);
        }
        return sketch.Count == 0 ? null : new TokenGaps(sketch.Count, sum, max, sketch.ToBytes());
    }

    private static void AddBucket(FieldReader parts, JsonElement bucket, QuantileSketch sketch)
    {
        if (
            bucket.ValueKind == JsonValueKind.Array
            && bucket.GetArrayLength() == 2
            && bucket[0].ValueKind == JsonValueKind.Number
            && bucket[1].ValueKind == JsonValueKind.Number
            && bucket[1].TryGetInt64(out var count)
            && count is > 0 and <= CallLimits.Tokens
        )
        {
            if (parts.SecondsOf(bucket[0], "buckets") is { } seconds)
                sketch.Add(seconds, count);
        }
        else
            parts.Fault("buckets", "must be a list of [seconds, count]");
    }
}
