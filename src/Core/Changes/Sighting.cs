namespace LlmMonitor.Core.Changes;

/// <summary>A version of something that calls bring with them, and when the first such call was sent.</summary>
public sealed record Sighting(VersionOf Of, string Value, DateTimeOffset At);

/// <summary>What has versions: within one of these, each value but the first is a change.</summary>
/// <param name="Endpoint">Null of a price, which holds at all.</param>
/// <param name="Within">The feature of a prompt or of the model that is asked for; the model of a response model or fingerprint; the priced model.</param>
public readonly record struct VersionOf(VersionKind Kind, string? Endpoint, string? Within);

public enum VersionKind
{
    PromptVersion,
    Model,
    ResponseModel,
    SystemFingerprint,

    /// <summary>The date from which the price of a model holds.</summary>
    Price,
}
