using System.Text.Json;

namespace LlmMonitor.Core.Calls;

/// <summary>
/// Reads one call from JSON and names every fault it has. Unknown fields are tolerated, so that newer clients can talk to an older server;
/// unknown words of a fixed set are refused, because guessing would put the call into the wrong figures.
/// </summary>
public static class CallValidator
{
    /// <param name="now">When the call was received.</param>
    /// <param name="retention">How far back a timestamp may lie: older calls would be deleted at once.</param>
    public static CallReading Read(JsonElement json, DateTimeOffset now, TimeSpan retention)
    {
        if (json.ValueKind != JsonValueKind.Object)
            return CallReading.Unreadable("must be a JSON object");
        try
        {
            return ReadObject(json, now, retention);
        }
        catch (InvalidOperationException)
        {
            // JsonElement decodes names when it compares them, and has no way to ask first.
            return CallReading.Unreadable("holds a name that is no valid Unicode text (half of a surrogate pair)");
        }
    }

    private static CallReading ReadObject(JsonElement json, DateTimeOffset now, TimeSpan retention)
    {
        var faults = new List<CallFault>();
        var fields = new FieldReader(json, "", faults);

        var requestId = Required(fields, json, "request_id", fields.Id("request_id"), faults);
        var model = Required(fields, json, "model", fields.Name("model", CallLimits.NameCharacters), faults);
        var call = new LlmCall
        {
            RequestId = requestId ?? "",
            Model = model ?? "",
            Timestamp = Timestamp(fields, now, retention),
            Origin = fields.OneOf("origin", CallWords.Origins) ?? CallOrigin.User,
            TraceId = fields.Name("trace_id", CallLimits.IdCharacters),
            Provider = fields.Name("provider", CallLimits.IdCharacters),
            ResponseModel = fields.Name("response_model", CallLimits.NameCharacters),
            SystemFingerprint = fields.Name("system_fingerprint", CallLimits.IdCharacters),
            Region = fields.Name("region", CallLimits.IdCharacters),
            Endpoint = fields.Id("endpoint"),
            Feature = fields.Name("feature", CallLimits.IdCharacters),
            UserId = UserId(fields),
            SessionId = fields.Name("session_id", CallLimits.IdCharacters),
            Segment = fields.Name("segment", CallLimits.IdCharacters),
            PromptVersion = fields.Name("prompt_version", CallLimits.IdCharacters),
            Tags = CallParts.Tags(fields),
            Usage = CallParts.Usage(fields, faults),
            ServiceTier = fields.OneOf("service_tier", CallWords.Tiers) ?? ServiceTier.Standard,
            FinishReason = fields.Name("finish_reason", CallLimits.IdCharacters),
            TtftSeconds = fields.Seconds("ttft_seconds"),
            Tbt = CallParts.Gaps(fields, faults),
            TotalSeconds = fields.Seconds("total_seconds"),
            Error = CallParts.Error(fields, faults),
            ExpectedLocale = fields.Name("expected_locale", 35),
        };
        if (call.TtftSeconds == 0)
            fields.Fault("ttft_seconds", "must be more than 0; send null where no text came");
        if (call.TtftSeconds > call.TotalSeconds)
            fields.Fault("ttft_seconds", $"must not be more than total_seconds ({call.TtftSeconds} > {call.TotalSeconds})");
        var texts = CallTextReader.Read(fields);
        return faults.Count > 0 ? new CallReading(null, null, requestId, faults) : new CallReading(call, texts, requestId, []);
    }

    private static string? Required(FieldReader fields, JsonElement json, string field, string? value, List<CallFault> faults)
    {
        if (value is null && !faults.Exists(fault => fault.Field == field))
            fields.Fault(field, json.TryGetProperty(field, out _) ? "must not be empty" : "is required");
        return value;
    }

    private static DateTimeOffset Timestamp(FieldReader fields, DateTimeOffset now, TimeSpan retention)
    {
        var timestamp = fields.Time("timestamp") ?? now;
        if (timestamp > now + CallLimits.ClockAhead)
            fields.Fault(
                "timestamp",
                $"must be at most {CallLimits.ClockAhead.TotalMinutes} minutes ahead of {now.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'}"
            );
        else if (timestamp < now - retention)
            fields.Fault("timestamp", $"must be at most {retention.TotalDays:0.#} days old, as long as this project keeps calls");
        else
            return timestamp;
        return now;
    }

    private static string? UserId(FieldReader fields)
    {
        var id = fields.Name("user_id", CallLimits.IdCharacters);
        if (id?.AsSpan().ContainsAny('/', '\\') == true)
            fields.Fault("user_id", "must not hold a slash, since it stands in the path that erases the user");
        return id;
    }
}
