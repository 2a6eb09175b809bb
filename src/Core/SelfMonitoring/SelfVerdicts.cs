using LlmMonitor.Core.Drift;
using LlmMonitor.Core.Monitors;
using LlmMonitor.Core.Storage;

namespace LlmMonitor.Core.SelfMonitoring;

/// <summary>What the monitor says of itself. Pure, and counted: each verdict is true at its first look.</summary>
public static class SelfVerdicts
{
    public const string Lag = "rollup_lag";
    public const string SetAside = "work_set_aside";
    public const string TimerLate = "timer_late";
    public const string PricesOld = "prices_old";
    public const string BaselineMissing = "baseline_missing";

    /// <summary>This many missed runs in a row are critical: one may have met an outage that has passed.</summary>
    public const int CriticalMisses = 3;

    /// <summary>An endpoint with so many times the outputs of a baseline, in streams none of which has one, will hardly get one by itself.</summary>
    public const int BaselinesWorth = 2;

    private const string Project = "project";
    private const string Cause = "self";

    /// <param name="oldest">When the oldest slot that waits to be folded was marked; null where none waits.</param>
    public static Verdict OfLag(DateTimeOffset? oldest, DateTimeOffset now, SelfOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var minutes = Math.Max(0, (now - (oldest ?? now)).TotalMinutes);
        return Of(
            Lag,
            Project,
            minutes > options.LagCriticalMinutes ? VerdictState.Critical
                : minutes > options.LagWarningMinutes ? VerdictState.Warning
                : VerdictState.Ok,
            minutes > options.LagWarningMinutes
                ? $"Calls wait for {minutes:0} minutes to be rolled up; reports and monitors do not see them. At most {options.LagWarningMinutes} minutes are usual."
                : "Calls are rolled up in time.",
            minutes * 60,
            options.LagWarningMinutes * 60,
            "seconds",
            oldest ?? now,
            now
        );
    }

    public static Verdict OfSetAside(string queue, int messages, DateTimeOffset now) =>
        Of(
            SetAside,
            $"queue:{queue}",
            messages > 0 ? VerdictState.Warning : VerdictState.Ok,
            messages > 0
                ? $"{(messages == 1 ? "1 message" : $"{messages} messages")} of the queue {queue} failed on every try and went to {WorkQueue.PoisonOf(queue)}, where nothing tries again."
                : $"No message of the queue {queue} is set aside.",
            messages,
            0,
            "messages",
            now,
            now
        );

    /// <param name="watchedSince">Since when somebody looks without a gap.</param>
    public static Verdict OfTimer(
        TimerSchedule timer,
        TimerOutcome outcome,
        DateTimeOffset watchedSince,
        DateTimeOffset now,
        SelfOptions options
    )
    {
        ArgumentNullException.ThrowIfNull(options);
        var since = Latest(outcome.SucceededAt ?? outcome.SeenAt, watchedSince);
        var before = now.AddMinutes(-options.TimerGraceMinutes);
        var missed = since < before ? timer.DueBetween(since, before) : 0;
        var failed = outcome.FailedAt > (outcome.SucceededAt ?? DateTimeOffset.MinValue);
        return Of(
            TimerLate,
            $"timer:{timer.Name}",
            missed >= CriticalMisses ? VerdictState.Critical
                : missed > 0 ? VerdictState.Warning
                : VerdictState.Ok,
            missed == 0
                ? $"The timer {timer.Name} runs in time."
                : $"The timer {timer.Name} has missed {missed} runs: it "
                    + (
                        failed ? $"failed last at {outcome.FailedAt:yyyy-MM-dd HH:mm} UTC; the server's log says why"
                        : outcome.SucceededAt is { } succeeded ? $"ran last at {succeeded:yyyy-MM-dd HH:mm} UTC, and was not begun since"
                        : "has never run"
                    )
                    + ".",
            missed,
            0,
            "runs",
            since,
            now
        );
    }

    /// <param name="newest">When any price was last compared with its source.</param>
    public static Verdict OfPrices(DateOnly newest, DateTimeOffset now, SelfOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var compared = new DateTimeOffset(newest, TimeOnly.MinValue, TimeSpan.Zero);
        var days = Math.Max(0, Math.Floor((now - compared).TotalDays));
        return Of(
            PricesOld,
            "prices",
            days > options.PriceDays ? VerdictState.Warning : VerdictState.Ok,
            $"The prices were last compared with their sources on {newest:yyyy-MM-dd}, {days:0} days ago"
                + (days > options.PriceDays ? $"; after {options.PriceDays} days some are likely wrong, and so is what calls cost." : "."),
            days,
            options.PriceDays,
            "days",
            compared < now ? compared : now,
            now
        );
    }

    /// <summary>A verdict for each endpoint that sends outputs, and one where the project has more streams than are watched.</summary>
    public static IEnumerable<Verdict> OfBaselines(IReadOnlyList<StreamStatus> streams, DateTimeOffset now, DriftOptions options)
    {
        ArgumentNullException.ThrowIfNull(streams);
        ArgumentNullException.ThrowIfNull(options);
        var recent = streams.Where(stream => stream.LastAt > now.AddDays(-7)).ToList();
        foreach (var endpoint in recent.GroupBy(stream => stream.Stream.Endpoint, StringComparer.Ordinal))
        {
            var outputs = endpoint.Sum(stream => stream.NFed);
            var enough = (long)BaselinesWorth * options.BaselineOutputs;
            var isBlind = outputs >= enough && endpoint.All(stream => stream.State == StreamStanding.Unknown);
            yield return Of(
                BaselineMissing,
                $"endpoint:{endpoint.Key}",
                isBlind ? VerdictState.Warning : VerdictState.Ok,
                isBlind
                    ? $"{outputs} outputs of endpoint {endpoint.Key} came in {endpoint.Count()} streams (of a model and a prompt version each), and none has a drift baseline: "
                        + "a change of behaviour would not be seen."
                    : $"The outputs of endpoint {endpoint.Key} have a drift baseline, or are too few for one.",
                outputs,
                enough,
                "outputs",
                endpoint.Min(stream => stream.FirstAt),
                now
            );
        }
        var isFull = streams.Count >= options.MostStreams;
        yield return Of(
            BaselineMissing,
            Project,
            isFull ? VerdictState.Warning : VerdictState.Ok,
            isFull
                ? $"The project has {streams.Count} streams of outputs, all that are watched: outputs of any further model or prompt version are not."
                : "All streams of outputs are watched.",
            streams.Count,
            options.MostStreams,
            "streams",
            now,
            now
        );
    }

    private static DateTimeOffset Latest(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;

    private static Verdict Of(
        string rule,
        string subject,
        VerdictState state,
        string summary,
        double observed,
        double limit,
        string unit,
        DateTimeOffset from,
        DateTimeOffset now
    ) => new(rule, subject, state, summary, observed, limit, unit, 1, from, now) { IsExact = true, Cause = Cause };
}
