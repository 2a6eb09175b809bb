using System.Text.Json.Nodes;
using LlmMonitor.Core.Alerts;
using LlmMonitor.Core.Monitors;
using LlmMonitor.Core.Projects;

namespace LlmMonitor.Core.Tests.Alerts;

/// <summary>Verdicts, alerts and messages as these tests need them.</summary>
internal static class Samples
{
    public static DateTimeOffset Start { get; } = new(2026, 11, 23, 6, 0, 0, TimeSpan.Zero);

    /// <summary>Old enough to have learned.</summary>
    public static Project Project { get; } = new("demo", "Demo", Start.AddDays(-100));

    public static Verdict Verdict(
        VerdictState state,
        DateTimeOffset to,
        string rule = "ttft_p95",
        string subject = "endpoint:chat",
        string? cause = null
    ) =>
        new(
            rule,
            subject,
            state,
            $"{rule} of {subject} was 4.2 s over a limit of 3 s, from 412 calls.",
            4.21,
            3,
            "seconds",
            412,
            to.AddMinutes(-5),
            to
        )
        {
            Interval = (3.8, 4.6),
            Cause = cause,
        };

    public static AlertState Firing(
        VerdictState state = VerdictState.Critical,
        string rule = "ttft_p95",
        string subject = "endpoint:chat"
    ) =>
        new()
        {
            Verdict = Verdict(state, Start, rule, subject, "endpoint:chat"),
            Standing = AlertStanding.Firing,
            Since = Start,
            JudgedTo = Start,
            IsToldOpen = true,
            WorstTold = state == VerdictState.Critical ? AlertSeverity.Critical : AlertSeverity.Warning,
            ToldAt = Start,
            Notices = 1,
        };

    /// <summary>A user who spends too much, with what was looked up; the name tries to be markup.</summary>
    public static AlertMessage Spend { get; } = Message(null, Tell(NoticeKind.Fired, Spending));

    public static AlertMessage Group { get; } =
        Message(
            "endpoint:chat",
            Tell(NoticeKind.Escalated, Firing()),
            Tell(NoticeKind.Fired, Firing(VerdictState.Warning, "error_rate")),
            Tell(NoticeKind.Fired, Firing(VerdictState.Warning, "tbt_p99") with { Flaps = 2 })
        );

    public static AlertMessage Resolved { get; } =
        Message(
            null,
            Tell(NoticeKind.Resolved, Firing() with { Standing = AlertStanding.Resolved, ResolvedAt = Start.AddMinutes(20), Notices = 2 })
        );

    private static AlertState Spending =>
        Firing() with
        {
            IsTentative = true,
            Verdict = new(
                "spend_spike",
                "user:<!channel>[x](http://e.example)",
                VerdictState.Critical,
                "This user spent $41.20 in the last hour, 52 times the usual.",
                41.2,
                8,
                "usd",
                1804,
                Start.AddHours(-1),
                Start
            )
            {
                Evidence = new JsonObject
                {
                    ["by_model"] = new JsonArray(new JsonObject { ["model"] = "gpt-4o", ["share"] = 0.97 }),
                    ["identical_prompts"] = 1790,
                    ["unusually_long_inputs"] = false,
                },
            },
        };

    private static NoticeAlert Tell(NoticeKind kind, AlertState state) => new(AlertRules.IdOf("demo", state), kind, state);

    private static AlertMessage Message(string? cause, params NoticeAlert[] alerts) =>
        MessageRules.Write(
            Project,
            new Notice("0638994528000000000-00112233aabbccdd", "demo", Start, cause, alerts, []),
            new AlertOptions { PublicUrl = "https://monitor.example.org" }
        );
}
