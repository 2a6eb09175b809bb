using LlmMonitor.Core.Calls;
using LlmMonitor.Core.Drift;

namespace LlmMonitor.Core.Incidents.Analysis;

/// <summary>By what a call is held to have failed.</summary>
/// <param name="Check">The name of the check, where the symptom is checks; null for any.</param>
/// <param name="SlowSeconds">From which total time a call is slow.</param>
/// <param name="CostlyUsd">From which cost a call is costly.</param>
public sealed record SymptomMeasure(Symptom Symptom, string? Check = null, double? SlowSeconds = null, double? CostlyUsd = null)
{
    /// <returns>Null where it is not known: also for drift, safety and feedback, which a call does not tell of itself.</returns>
    public bool? Failed(LlmCall call)
    {
        ArgumentNullException.ThrowIfNull(call);
        return Symptom switch
        {
            Symptom.Checks => ObservedCalls.Outcome(call.Checks.Where(check => Check is null || check.Name == Check)) is { } passed
                ? !passed
                : null,
            Symptom.Errors => call.Error is not null,
            Symptom.Latency => Slow(call),
            Symptom.Cost => call.Cost.Usd is { } usd && CostlyUsd is { } limit ? (double)usd.ToDecimal() > limit : null,
            _ => null,
        };
    }

    /// <returns>Null where there is no limit, or the time is not known.</returns>
    public bool? Slow(LlmCall call)
    {
        ArgumentNullException.ThrowIfNull(call);
        return call.TotalSeconds is { } seconds && SlowSeconds is { } limit ? seconds > limit : null;
    }
}

/// <summary>What a stored call says to the analyser.</summary>
public static class ObservedCalls
{
    /// <param name="failed">Where something else than the call says so: a rating, the gate.</param>
    /// <param name="contextIds">From the call's texts; null where they were not read.</param>
    public static ObservedCall Of(LlmCall call, SymptomMeasure measure, bool? failed = null, IReadOnlyList<string>? contextIds = null)
    {
        ArgumentNullException.ThrowIfNull(call);
        ArgumentNullException.ThrowIfNull(measure);
        var prompt = Unpack(call.PromptShape);
        return new()
        {
            Id = call.RequestId,
            Time = call.Timestamp,
            Endpoint = call.Endpoint,
            Feature = call.Feature,
            Model = call.Model,
            ResponseModel = call.ResponseModel,
            SystemFingerprint = call.SystemFingerprint,
            PromptVersion = call.PromptVersion,
            Segment = call.Segment,
            User = call.UserId,
            Language = CallClasses.LanguageOf(prompt),
            PromptLength = CallClasses.PromptLength(prompt),
            QueryType = CallClasses.QueryType(prompt),
            Failed = failed ?? measure.Failed(call),
            Errored = call.Error is not null,
            Slow = measure.Slow(call),
            TotalSeconds = call.TotalSeconds,
            CostUsd = call.Cost.Usd is { } usd ? (double)usd.ToDecimal() : null,
            Output = Unpack(call.Shape),
            Prompt = prompt,
            ContextIds = contextIds,
            Grounded = Outcome(
                call.Checks.Where(check => check.Type.EndsWith("_grounded", StringComparison.Ordinal) || check.Type == "citations_resolve")
            ),
        };
    }

    /// <summary>Whether all checks that applied passed; null where none applied.</summary>
    internal static bool? Outcome(IEnumerable<CheckResult> checks)
    {
        var applied = checks.Where(check => check.Outcome != CheckOutcome.NotApplicable).ToList();
        return applied.Count == 0 ? null : applied.TrueForAll(check => check.Outcome == CheckOutcome.Pass);
    }

    private static IReadOnlyList<float>? Unpack(ReadOnlyMemory<byte>? packed) =>
        packed is { } bytes ? OutputShape.Unpack(bytes.Span).Values : null;
}
