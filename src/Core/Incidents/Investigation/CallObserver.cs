using LlmMonitor.Core.Calls;
using LlmMonitor.Core.Drift;
using LlmMonitor.Core.Incidents.Analysis;
using LlmMonitor.Core.Privacy;
using LlmMonitor.Core.Projects;

namespace LlmMonitor.Core.Incidents;

/// <summary>Turns a call into what the analyser sees of it: no text, and a pseudonym for its user.</summary>
public sealed class CallObserver(Project project, FailureTest test)
{
    public ObservedCall Of(LlmCall call)
    {
        ArgumentNullException.ThrowIfNull(call);
        var prompt = ValuesOf(call.PromptShape);
        return new ObservedCall
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
            User = call.UserId is { } user ? Pseudonym.Of(user, project.PseudonymKey.Span) : null,
            Language = CallClasses.LanguageOf(prompt),
            PromptLength = CallClasses.PromptLength(prompt),
            QueryType = CallClasses.QueryType(prompt),
            Failed = test.Failed(call),
            Errored = call.Error is not null,
            Error = call.Error?.Type,
            Slow = test.SlowSeconds is { } limit && call.TotalSeconds is { } seconds ? seconds > limit : null,
            TotalSeconds = call.TotalSeconds,
            CostUsd = call.Cost.Usd is { } usd ? (double)usd.Pico / 1e12 : null,
            InputTokens = call.Usage.Input,
            OutputTokens = call.Usage.Output,
            Output = ValuesOf(call.Shape),
            Prompt = prompt,
            Grounded = GroundedOf(call),
        };
    }

    private static bool? GroundedOf(LlmCall call)
    {
        var known = call
            .Checks.Where(check => check.Type.EndsWith("_grounded", StringComparison.Ordinal) || check.Type == "citations_resolve")
            .Where(check => check.Outcome != CheckOutcome.NotApplicable)
            .ToList();
        return known.Count == 0 ? null : known.TrueForAll(check => check.Outcome == CheckOutcome.Pass);
    }

    private static IReadOnlyList<float>? ValuesOf(ReadOnlyMemory<byte>? packed) =>
        packed is { } bytes ? OutputShape.Unpack(bytes.Span).Values : null;
}
