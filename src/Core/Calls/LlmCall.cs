using LlmMonitor.Core.Money;

namespace LlmMonitor.Core.Calls;

/// <summary>
/// One call to a language model, as the caller reported it and as it is kept. Texts lie apart, in <see cref="CallTexts"/>.
/// Names follow the OpenTelemetry GenAI conventions; null means that the caller did not say.
/// </summary>
public sealed record LlmCall
{
    /// <summary>Stands for the user of calls that were of a person who has been erased.</summary>
    public const string ErasedUser = "(erased)";

    public required string RequestId { get; init; }

    /// <summary>When the call was sent; when it was received here where the caller did not say.</summary>
    public required DateTimeOffset Timestamp { get; init; }

    public required string Model { get; init; }

    public CallOrigin Origin { get; init; }
    public string? TraceId { get; init; }
    public string? Provider { get; init; }

    /// <summary>The model that answered, where the provider names it.</summary>
    public string? ResponseModel { get; init; }
    public string? SystemFingerprint { get; init; }
    public string? Region { get; init; }

    /// <summary>A latency and quality profile: chat, batch, extract.</summary>
    public string? Endpoint { get; init; }

    /// <summary>What the business calls it.</summary>
    public string? Feature { get; init; }
    public string? UserId { get; init; }
    public string? SessionId { get; init; }
    public string? Segment { get; init; }
    public string? PromptVersion { get; init; }
    public IReadOnlyDictionary<string, string>? Tags { get; init; }

    public TokenUsage Usage { get; init; } = TokenUsage.Unknown;
    public ServiceTier ServiceTier { get; init; }
    public string? FinishReason { get; init; }

    /// <summary>Time to first token. Null where no text came: a stream without text has none, which is not 0.</summary>
    public double? TtftSeconds { get; init; }

    /// <summary>The gaps between tokens (N−1 for N chunks).</summary>
    public TokenGaps? Tbt { get; init; }
    public double? TotalSeconds { get; init; }
    public CallError? Error { get; init; }

    /// <summary>The locale in which dates and numbers of the output are expected.</summary>
    public string? ExpectedLocale { get; init; }

    /// <summary>What it cost and by which price; set by the pricing step.</summary>
    public CallCost Cost { get; init; } = CallCost.NotPriced;

    /// <summary>Names the text chunks that belong to this call; null where no text is kept.</summary>
    public string? TextTag { get; init; }

    /// <summary>The statistics of the output, packed and versioned by the room that defines them; null where no text came.</summary>
    public ReadOnlyMemory<byte>? Shape { get; init; }

    /// <summary>The same of what was asked, so that other questions are not taken for another model; null where no text came.</summary>
    public ReadOnlyMemory<byte>? PromptShape { get; init; }

    /// <summary>What the endpoint's output checks found, in their order; empty where none is set or no text came.</summary>
    public IReadOnlyList<CheckResult> Checks { get; init; } = [];

    /// <summary>The same for equal prompts of a project, and says nothing else about them; null where no prompt came.</summary>
    public ulong? PromptHash { get; init; }

    /// <summary>The order of day and month that the unambiguous numeric dates of prompt and contexts prove.</summary>
    public DateOrder SourceDates { get; init; }
}

public enum CallOrigin
{
    User,
    Canary,
    Golden,
    Judge,
}

public enum ServiceTier
{
    Standard,
    Batch,
    Flex,
    Priority,
}

public enum CallErrorType
{
    Timeout,
    RateLimit,
    Cancelled,
    ContentFilter,
    Server,
    Client,
    Other,
}

public sealed record CallError(CallErrorType Type, int? Status, string? Message);

/// <summary>
/// Why a call has no price is part of its price. <see cref="UnpricedReason"/> is null exactly where <see cref="Usd"/> is known.
/// </summary>
/// <param name="PricedModel">The price entry that was used: <c>openai/gpt-4o</c>.</param>
/// <param name="PriceFrom">The date from which that price is valid; null where the entry is undated.</param>
/// <param name="TableVersion">The price table's version; a price is frozen with it.</param>
public sealed record CallCost(PicoUsd? Usd, string? UnpricedReason, string? PricedModel, DateOnly? PriceFrom, string? TableVersion)
{
    public static CallCost NotPriced { get; } = new(null, "not_priced_yet", null, null, null);
}
