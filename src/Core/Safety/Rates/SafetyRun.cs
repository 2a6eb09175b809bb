using System.Text.Json.Nodes;
using LlmMonitor.Core.Judge;
using LlmMonitor.Core.Monitors;
using LlmMonitor.Core.Projects;
using LlmMonitor.Core.Safety.Gate;
using LlmMonitor.Core.Safety.Judging;
using LlmMonitor.Core.Safety.Sampling;
using LlmMonitor.Core.Storage;
using Microsoft.Extensions.Options;

namespace LlmMonitor.Core.Safety.Rates;

/// <summary>
/// Judges a project's safety rates, leaves what they say as findings, and has more sampled while one of them rings. Comes each five minutes and may run
/// twice: the same counts in give the same findings.
/// </summary>
public sealed class SafetyRun(
    SafetyHours hours,
    GateCounts gate,
    FindingStore findings,
    SamplingBoostStore boosts,
    JudgeClient judge,
    IQueues queues,
    IOptions<SafetyRateOptions> options,
    IOptions<SamplingOptions> sampling,
    IOptions<GateOptions> gating
)
{
    public const string Source = "safety";
    public const string GateFailed = "safety_gate_failed";
    public const string Behind = "safety_judge_behind";
    private const string Project = "project";

    /// <summary>Three runs may be missed.</summary>
    private static readonly TimeSpan Valid = TimeSpan.FromMinutes(20);
    private static readonly TimeSpan FailuresOf = TimeSpan.FromMinutes(15);

    public async Task RunAsync(Project project, DateTimeOffset now, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(project);
        var verdicts = new List<Verdict>();
        verdicts.AddRange(await OfGateAsync(project, now, cancellation));
        if (judge.IsSetUp)
            verdicts.AddRange(await OfJudgeAsync(project, now, cancellation));
        await findings.PutAsync(project.Id, Source, "rates", verdicts, now + Valid, cancellation);
        if (verdicts.Find(verdict => verdict is { State: VerdictState.Critical } and not { Rule: GateFailed or Behind }) is { } rings)
            await boosts.PutAsync(
                project.Id,
                new("safety_rate", sampling.Value.BoostFactor, now.AddMinutes(sampling.Value.BoostMinutes), rings.Summary),
                cancellation
            );
    }

    private async Task<IEnumerable<Verdict>> OfGateAsync(Project project, DateTimeOffset now, CancellationToken cancellation)
    {
        var counts = await gate.ReadAsync(
            project.Id,
            SafetyHours.HourOf(now).AddHours(-now.UtcDateTime.Hour - 24),
            now.AddMinutes(1),
            cancellation
        );
        if (counts.Count == 0)
            return [];
        var failures = counts
            .Where(count => count.Key.Minute > now - FailuresOf)
            .Aggregate(GateTally.None, (sum, one) => sum.Plus(one.Value));
        var endpoints = Most(counts.Select(count => (count.Key.Endpoint, count.Value.Checks)));
        var subjects = endpoints.Count + 1;
        return
        [
            FailedOf(failures, now),
            .. endpoints
                .Prepend(null)
                .Select(endpoint =>
                    RateVerdicts.Of(
                        RateVerdicts.Blocks,
                        SubjectOf(endpoint),
                        [
                            .. RateWindow.OfChecks.Select(window =>
                            {
                                var (from, before) = window.LastAt(now, TimeSpan.FromMinutes(1));
                                var tally = counts
                                    .Where(count => count.Key.Minute >= from && count.Key.Minute < before)
                                    .Where(count => endpoint is null || count.Key.Endpoint == endpoint)
                                    .Aggregate(GateTally.None, (sum, one) => sum.Plus(one.Value));
                                return new RateLook(
                                    window,
                                    from,
                                    before,
                                    [new(GateOutcome.Passed, 1, tally.Checks, tally.Checks, tally.Blocked)]
                                );
                            }),
                        ],
                        options.Value.BlockLimit,
                        options.Value.FalseAlarmChance / 2, // the other half is the harm's
                        subjects
                    )
                ),
        ];
    }

    private Verdict FailedOf(GateTally tally, DateTimeOffset now) =>
        new(
            GateFailed,
            Project,
            tally.Failed > 0 ? VerdictState.Critical : VerdictState.Ok,
            tally.Failed > 0
                ? $"The safety gate failed on {RateRules.Count(tally.Failed)} of {RateRules.Count(tally.Checks)} checks in the last {FailuresOf.TotalMinutes} minutes; "
                    + $"they were answered as {nameof(GateOptions.OnError)} = {gating.Value.OnError} says: the texts were {(gating.Value.OnError == GateMode.Open ? "served unchecked" : "not served")}. The server's log says why."
                : $"The safety gate answered all of {RateRules.Count(tally.Checks)} checks in the last {FailuresOf.TotalMinutes} minutes.",
            tally.Failed,
            0,
            "calls",
            tally.Checks,
            now - FailuresOf,
            now
        )
        {
            IsExact = true,
        };

    private async Task<IEnumerable<Verdict>> OfJudgeAsync(Project project, DateTimeOffset now, CancellationToken cancellation)
    {
        // So that the last whole week is seen whole.
        var read = await hours.ReadAsync(project.Id, now.AddDays(-15), now, cancellation);
        var served = read.SelectMany(hour =>
                hour.Cells.Where(cell => cell.Outcome != GateOutcome.Blocked).Select(cell => (hour.Hour, Cell: cell))
            )
            .ToList();
        if (served.Count == 0)
            return [];
        var endpoints = Most(served.Select(one => (one.Cell.Endpoint, one.Cell.NCalls)));
        return
        [
            await BehindAsync(read, now, cancellation),
            .. endpoints
                .Prepend(null)
                .Select(endpoint =>
                    RateVerdicts.Of(
                        RateVerdicts.Harm,
                        SubjectOf(endpoint),
                        [
                            .. RateWindow.OfVerdicts.Select(window =>
                            {
                                var (from, before) = window.LastAt(now, TimeSpan.FromMinutes(15));
                                return new RateLook(
                                    window,
                                    from,
                                    before,
                                    [
                                        .. served
                                            .Where(one => one.Hour >= from && one.Hour < before)
                                            .Where(one => endpoint is null || one.Cell.Endpoint == endpoint)
                                            .Select(one => one.Cell.Count),
                                    ]
                                );
                            }),
                        ],
                        options.Value.HarmLimit,
                        options.Value.FalseAlarmChance / 2,
                        endpoints.Count + 1
                    )
                ),
        ];
    }

    private async Task<Verdict> BehindAsync(IReadOnlyList<SafetyHour> read, DateTimeOffset now, CancellationToken cancellation)
    {
        var due = now.AddMinutes(-options.Value.BehindMinutes);
        var late = read.Where(hour => hour.Hour.AddHours(1) <= due && hour.Hour > now.AddDays(-2)).ToList();
        var waiting = late.Sum(hour => hour.Cells.Sum(cell => cell.NWaiting));
        var sampled = late.Sum(hour => hour.Cells.Sum(cell => cell.NSampled));
        var aside = waiting == 0 ? 0 : await queues.CountAsync(WorkQueue.PoisonOf(JudgeHandOut.JudgeQueue), cancellation);
        return new Verdict(
            Behind,
            Project,
            waiting == 0 ? VerdictState.Ok
                : aside > 0 ? VerdictState.Critical
                : VerdictState.Warning,
            waiting == 0
                ? "The safety judge is up to date."
                : $"{RateRules.Count(waiting)} of {RateRules.Count(sampled)} sampled calls of the last two days wait for the safety judge for more than {options.Value.BehindMinutes} minutes. "
                    + (
                        aside > 0
                            ? $"{aside} messages have no try left and were set aside in {WorkQueue.PoisonOf(JudgeHandOut.JudgeQueue)}."
                            : "They are tried again with growing delays; calls of origin judge say how it answered."
                    ),
            waiting,
            0,
            "calls",
            sampled,
            late.Count == 0 ? due : late[0].Hour,
            due
        )
        {
            IsExact = true,
            Evidence = new JsonObject { ["set_aside"] = aside },
        };
    }

    private static string SubjectOf(string? endpoint) => endpoint is null ? Project : $"endpoint:{endpoint}";

    private List<string?> Most(IEnumerable<(string Endpoint, long Count)> counts) =>
        [
            .. counts
                .GroupBy(one => one.Endpoint, StringComparer.Ordinal)
                .OrderByDescending(same => same.Sum(one => one.Count))
                .ThenBy(same => same.Key, StringComparer.Ordinal)
                .Take(options.Value.MostEndpoints)
                .Select(same => same.Key),
        ];
}
