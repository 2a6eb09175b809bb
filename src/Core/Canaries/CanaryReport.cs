using LlmMonitor.Core.Money;
using LlmMonitor.Core.Monitors;

namespace LlmMonitor.Core.Canaries;

/// <summary>How canaries stand, and what their endpoints say.</summary>
public sealed record CanaryReport(IReadOnlyList<CanaryStanding> Canaries, IReadOnlyList<CanaryEndpoint> Endpoints)
{
    /// <param name="histories">Each canary with its results, oldest first; without results where it never ran.</param>
    public static CanaryReport Of(IReadOnlyList<(Canary Canary, IReadOnlyList<CanaryResult> History)> histories, CanaryOptions options) =>
        new(
            [.. histories.Select(one => CanaryStanding.Of(one.Canary, one.History))],
            [
                .. histories
                    .GroupBy(one => one.Canary.Endpoint, one => one.History, StringComparer.Ordinal)
                    .Select(endpoint => CanaryEndpoint.Of(endpoint.Key, [.. endpoint.Where(history => history.Count > 0)], options)),
            ]
        );
}

/// <param name="State">pass, fail, unknown; unknown with the reason <c>not_run</c> before the first run.</param>
/// <param name="Since">Since when it fails.</param>
/// <param name="Runs">How many runs of the last seven days passed, failed, and are not known.</param>
public sealed record CanaryStanding(
    string Id,
    string Endpoint,
    CanaryState State,
    string? Reason,
    DateTimeOffset? Since,
    DateTimeOffset? LastPassAt,
    IReadOnlyList<string> Sentences,
    string? LastRun,
    DateTimeOffset? LastRunAt,
    IReadOnlyList<string> RequestIds,
    CanaryCounts Runs
)
{
    public static CanaryStanding Of(Canary canary, IReadOnlyList<CanaryResult> history)
    {
        var last = history.Count == 0 ? null : history[^1];
        return new(
            canary.Id,
            canary.Endpoint,
            last?.State ?? CanaryState.Unknown,
            last is null ? "not_run" : last.Reason,
            last?.FailingSince,
            last?.LastPassAt,
            last?.Sentences ?? [],
            last?.Run,
            last?.At,
            last?.RequestIds ?? [],
            new(
                history.Count(result => result.State == CanaryState.Pass),
                history.Count(result => result.State == CanaryState.Fail),
                history.Count(result => result.State == CanaryState.Unknown)
            )
        );
    }
}

public sealed record CanaryCounts(int Pass, int Fail, int Unknown);

/// <param name="ProviderChange">What the provider itself says has changed; null where it says nothing.</param>
/// <param name="BehaviourChanged">Whether a canary that passed fails, or answers changed; null where nothing is known.</param>
/// <param name="ExactMatchRate">Share of canaries that answered in the last run to the letter as in the run before; null where there was none.</param>
/// <param name="UsualExactMatchRate">The same over the runs before.</param>
/// <param name="Skipped">Canaries that the last run left out because of its cap.</param>
/// <param name="CostUsd">Of the last run.</param>
public sealed record CanaryEndpoint(
    string Endpoint,
    bool? BehaviourChanged,
    string Summary,
    ProviderChange? ProviderChange,
    double? ExactMatchRate,
    double? UsualExactMatchRate,
    IReadOnlyList<string> Skipped,
    PicoUsd CostUsd
)
{
    public static CanaryEndpoint Of(string endpoint, IReadOnlyList<IReadOnlyList<CanaryResult>> histories, CanaryOptions options)
    {
        var verdicts = CanaryVerdicts.Of(endpoint, histories, options);
        var changed = verdicts.Where(verdict => IsChange(verdict)).ToList();
        var isKnown = verdicts.Any(verdict => verdict.Rule == CanaryVerdicts.Flip && verdict.State != VerdictState.Unknown);
        var last = histories.Select(history => history[^1]).ToList();
        var newest = last.Select(result => result.Run).DefaultIfEmpty("").Max(StringComparer.Ordinal);
        var run = AnswerRun.Of(histories) is [.., var latest] ? latest : null;
        return new(
            endpoint,
            changed.Count > 0 ? true
                : isKnown ? false
                : null,
            changed.Count > 0 ? changed[0].Summary
                : isKnown
                    ? $"{last.Count(result => result.State == CanaryState.Pass)} of {last.Count} canaries pass; none fails that passed before."
                : "No canary was answered yet.",
            Canaries.ProviderChange.Of(histories),
            run is { N: > 0 } ? (double)run.Same / run.N : null,
            run is null || double.IsNaN(run.Usual) ? null : run.Usual,
            [.. last.Where(result => result.Reason == CanaryReasons.CostCap).Select(result => result.CanaryId)],
            last.Where(result => result.Run == newest).Aggregate(PicoUsd.Zero, (sum, result) => sum + result.Cost)
        );
    }

    private static bool IsChange(Verdict verdict) =>
        verdict
            is { Rule: CanaryVerdicts.Flip, State: VerdictState.Critical }
                or { Rule: CanaryVerdicts.Answers, State: VerdictState.Warning };
}
