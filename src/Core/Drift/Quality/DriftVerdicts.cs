using LlmMonitor.Core.Monitors;

namespace LlmMonitor.Core.Drift;

/// <summary>What a stream's standing means for its alerts: one subject for its outputs, one for its prompts, one for each check.</summary>
public static class DriftVerdicts
{
    public const string OutputDrift = "output_drift";
    public const string PromptMix = "prompt_mix";
    public const string CheckFailures = "check_failures";

    /// <summary>A stream that has been silent for so long is no news; its alerts close.</summary>
    private static readonly TimeSpan Silent = TimeSpan.FromDays(30);

    public static IEnumerable<Verdict> Of(StreamStatus status, DateTimeOffset now)
    {
        if (now - status.LastAt > Silent)
            yield break;
        yield return Of(status, OutputDrift, null, now);
        yield return Of(status, PromptMix, null, now);
        foreach (var flag in status.Flags)
            yield return Of(status, CheckFailures, flag, now);
    }

    /// <summary>Every subject under which an alert of the stream may fire.</summary>
    public static IEnumerable<string> SubjectsOf(StreamStatus status) =>
        [status.Stream.Subject, .. status.Flags.Select(flag => SubjectOf(status.Stream, flag.Name))];

    private static string SubjectOf(StreamKey stream, string? check) => check is null ? stream.Subject : $"{stream.Subject} check:{check}";

    private static Verdict Of(StreamStatus status, string rule, FlagStatus? flag, DateTimeOffset now)
    {
        var open = status.Alarms.Where(alarm => alarm.IsOpen && alarm.Rule == rule && alarm.Check == flag?.Name).ToList();
        var verdict = open.MaxBy(alarm => (alarm.IsCritical, alarm.At)) is { } alarm ? Rang(status, alarm, now) : Quiet(status, rule, flag, now);
        return verdict with { Cause = $"endpoint:{status.Stream.Endpoint}" };
    }

    private static Verdict Rang(StreamStatus status, QualityAlarm alarm, DateTimeOffset now) =>
        new(
            alarm.Rule,
            SubjectOf(status.Stream, alarm.Check),
            alarm.IsCritical ? VerdictState.Critical : VerdictState.Warning,
            alarm.Summary,
            alarm.Observed,
            alarm.Limit,
            alarm.Rule == CheckFailures ? "ratio" : "outputs",
            alarm.N,
            alarm.Since ?? status.FirstAt,
            now
        )
        {
            Evidence = (System.Text.Json.Nodes.JsonObject)alarm.Evidence.DeepClone(),
        };

    private static Verdict Quiet(StreamStatus status, string rule, FlagStatus? flag, DateTimeOffset now)
    {
        var value = rule switch
        {
            OutputDrift => status.Value,
            CheckFailures => flag!.Value,
            _ => null,
        };
        var isKnown = status.Value is not null || rule == CheckFailures;
        return new Verdict(
            rule,
            SubjectOf(status.Stream, flag?.Name),
            isKnown ? VerdictState.Ok : VerdictState.Unknown,
            flag is null ? status.Reason : $"{flag.Name} failed in {flag.FailureRate ?? 0:0.##%} of {flag.N} outputs of {status.Stream.Subject}.",
            rule == CheckFailures ? flag!.FailureRate : value,
            rule == CheckFailures ? null : status.WarningLevel,
            rule == CheckFailures ? "ratio" : "outputs",
            flag?.N ?? status.NFed,
            status.FirstAt,
            now
        )
        {
            UnknownReason = isKnown ? null : "too_few",
        };
    }
}
