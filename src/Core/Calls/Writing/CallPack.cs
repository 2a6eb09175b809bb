using LlmMonitor.Core.Money;
using LlmMonitor.Core.Statistics;

namespace LlmMonitor.Core.Calls;

/// <summary>
/// A call as one packed column: a quarter of its JSON, and read back in a microsecond. Fields are appended, never reordered;
/// a new one raises the version, and a reader of an older version leaves it null.
/// </summary>
public static class CallPack
{
    private const byte Version = 2;

    public static byte[] Pack(LlmCall call)
    {
        ArgumentNullException.ThrowIfNull(call);
        var to = new PackedWriter();
        to.Byte(Version).Text(call.RequestId).Number(call.Timestamp.UtcTicks).Text(call.Model).Byte((byte)call.Origin);
        to.Text(call.TraceId).Text(call.Provider).Text(call.ResponseModel).Text(call.SystemFingerprint).Text(call.Region);
        to.Text(call.Endpoint).Text(call.Feature).Text(call.UserId).Text(call.SessionId).Text(call.Segment).Text(call.PromptVersion);
        to.Count(call.Tags?.Count ?? 0);
        foreach (var (name, value) in call.Tags ?? new Dictionary<string, string>())
            to.Text(name).Text(value);
        Pack(to, call.Usage);
        to.Byte((byte)call.ServiceTier).Text(call.FinishReason);
        Pack(to, call.TtftSeconds);
        Pack(to, call.TotalSeconds);
        to.Flag(call.Tbt is not null);
        if (call.Tbt is { } gaps)
            to.Count(gaps.Count).Real(gaps.SumSeconds).Real(gaps.MaxSeconds).Bytes(gaps.Sketch);
        to.Flag(call.Error is not null);
        if (call.Error is { } error)
            to.Byte((byte)error.Type).Number(error.Status ?? -1).Text(error.Message);
        to.Text(call.ExpectedLocale);
        Pack(to, call.Cost);
        to.Text(call.TextTag);
        PackOutput(to, call);
        return to.ToArray();
    }

    /// <exception cref="FormatException">The bytes are no packed call.</exception>
    public static LlmCall Unpack(ReadOnlySpan<byte> bytes)
    {
        var from = new PackedReader(bytes, "a packed call");
        if (from.Byte() is var version && version > Version)
            throw from.Fault($"version {version} is newer than this program reads");
        // The initialisers run in this order, which is the order of packing.
        var call = new LlmCall
        {
            RequestId = from.Text(),
            Timestamp = new DateTimeOffset(from.Number(), TimeSpan.Zero),
            Model = from.Text(),
            Origin = (CallOrigin)from.Byte(),
            TraceId = from.TextOrNull(),
            Provider = from.TextOrNull(),
            ResponseModel = from.TextOrNull(),
            SystemFingerprint = from.TextOrNull(),
            Region = from.TextOrNull(),
            Endpoint = from.TextOrNull(),
            Feature = from.TextOrNull(),
            UserId = from.TextOrNull(),
            SessionId = from.TextOrNull(),
            Segment = from.TextOrNull(),
            PromptVersion = from.TextOrNull(),
            Tags = UnpackTags(ref from),
            Usage = UnpackUsage(ref from),
            ServiceTier = (ServiceTier)from.Byte(),
            FinishReason = from.TextOrNull(),
            TtftSeconds = UnpackSeconds(ref from),
            TotalSeconds = UnpackSeconds(ref from),
            Tbt = from.Flag() ? new TokenGaps(from.Count(), from.Real(), from.Real(), from.Bytes().ToArray()) : null,
            Error = from.Flag() ? UnpackError(ref from) : null,
            ExpectedLocale = from.TextOrNull(),
            Cost = UnpackCost(ref from),
            TextTag = from.TextOrNull(),
        };
        return version < 2 ? call : UnpackOutput(ref from, call);
    }

    private static void PackOutput(PackedWriter to, LlmCall call)
    {
        Pack(to, call.Shape);
        Pack(to, call.PromptShape);
        to.Byte((byte)call.SourceDates).Count(call.Checks.Count);
        foreach (var check in call.Checks)
            to.Text(check.Name).Text(check.Type).Byte((byte)check.Outcome).Text(check.Detail);
        to.Flag(call.PromptHash is not null);
        if (call.PromptHash is { } prompt)
            to.Number((long)prompt);
    }

    private static void Pack(PackedWriter to, ReadOnlyMemory<byte>? shape)
    {
        to.Flag(shape is not null);
        if (shape is { } bytes)
            to.Bytes(bytes.Span);
    }

    // A bare null would become an empty memory, which is no missing one.
    private static ReadOnlyMemory<byte>? UnpackShape(ref PackedReader from) =>
        from.Flag() ? from.Bytes().ToArray() : default(ReadOnlyMemory<byte>?);

    private static LlmCall UnpackOutput(ref PackedReader from, LlmCall call)
    {
        var (shape, promptShape) = (UnpackShape(ref from), UnpackShape(ref from));
        var dates = (DateOrder)from.Byte();
        var checks = new List<CheckResult>();
        for (var left = from.Count(); left > 0; left--)
            checks.Add(new CheckResult(from.Text(), from.Text(), (CheckOutcome)from.Byte(), from.TextOrNull()));
        ulong? prompt = from.Flag() ? (ulong)from.Number() : null;
        return call with
        {
            Shape = shape,
            PromptShape = promptShape,
            SourceDates = dates,
            Checks = checks.Count == 0 ? Array.Empty<CheckResult>() : checks,
            PromptHash = prompt,
        };
    }

    private static void Pack(PackedWriter to, TokenUsage usage) =>
        to.Number(usage.Input ?? -1)
            .Number(usage.Output ?? -1)
            .Count(usage.CacheRead)
            .Count(usage.CacheWrite)
            .Count(usage.CacheWrite1h)
            .Count(usage.Reasoning)
            .Count(usage.InputAudio)
            .Count(usage.OutputAudio);

    private static void Pack(PackedWriter to, double? seconds)
    {
        to.Flag(seconds is not null);
        if (seconds is { } value)
            to.Real(value);
    }

    private static void Pack(PackedWriter to, CallCost cost)
    {
        to.Flag(cost.Usd is not null);
        if (cost.Usd is { } usd)
            to.Wide(usd.Pico);
        to.Text(cost.UnpricedReason).Text(cost.PricedModel).Number(cost.PriceFrom?.DayNumber ?? -1).Text(cost.TableVersion);
    }

    private static Dictionary<string, string>? UnpackTags(ref PackedReader from)
    {
        var count = from.Count();
        if (count == 0)
            return null;
        var tags = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; i < count; i++)
            tags[from.Text()] = from.Text();
        return tags;
    }

    private static TokenUsage UnpackUsage(ref PackedReader from) =>
        new(Known(from.Number()), Known(from.Number()), from.Count(), from.Count(), from.Count(), from.Count(), from.Count(), from.Count());

    private static long? Known(long value) => value < 0 ? null : value;

    private static double? UnpackSeconds(ref PackedReader from) => from.Flag() ? from.Real() : null;

    private static CallError UnpackError(ref PackedReader from) =>
        new((CallErrorType)from.Byte(), (int?)Known(from.Number()), from.TextOrNull());

    private static CallCost UnpackCost(ref PackedReader from)
    {
        PicoUsd? usd = from.Flag() ? new PicoUsd(from.Wide()) : null;
        var (reason, model, day, version) = (from.TextOrNull(), from.TextOrNull(), from.Number(), from.TextOrNull());
        return new CallCost(usd, reason, model, day < 0 ? null : DateOnly.FromDayNumber((int)day), version);
    }
}
