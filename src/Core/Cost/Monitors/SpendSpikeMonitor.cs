using LlmMonitor.Core.Monitors;
using Microsoft.Extensions.Options;

namespace LlmMonitor.Core.Cost.Monitors;

/// <summary>
/// Rings when the project, a user, a feature or a model spends a multiple of what it usually does, and says who and what makes it. A rise of
/// tenfold is found within two minutes of event time; on healthy traffic it is to ring at most once in 30 days and project.
/// </summary>
public sealed class SpendSpikeMonitor(IOptions<SpendSpikeOptions> options) : IMonitor
{
    private readonly SpendSpikeOptions _options = options.Value;

    public string Name => "spend_spike";

    public IEnumerable<Verdict> Evaluate(MonitorWindow window)
    {
        var subjects = new SpendSubjects(window);
        if (subjects.Project.LastCalls(MonitorWindow.LookBackMinutes) == 0 && window.History.Count == 0)
            return [];
        var usual = SpendHistory.Correct(SpendBaseline.Recent(subjects.Project, subjects.From), window.History, window.End);
        // Of the false alarms that are allowed half are the project's own; its parts and users share the other half.
        var level = SpikeTest.LevelOf(_options, 2 * (subjects.FeaturesAndModels + subjects.Users.Count));
        var judged = new List<JudgedSpend> { new("project", subjects.Project, usual, SpikeTest.LevelOf(_options, 2)) };
        judged.AddRange(Parts("feature", subjects.Features, subjects.From, usual, level));
        judged.AddRange(Parts("model", subjects.Models, subjects.From, usual, level));
        judged.AddRange(Users(subjects, usual, level));

        var tested = judged
            .ConvertAll(one =>
                one.Baseline is { } baseline ? one with { Result = SpikeTest.Run(one.Series, baseline, _options, one.Level) } : one
            )
            .ConvertAll(one => IsMoved(one, judged[0]) ? one with { Result = one.Result! with { Rings = false } } : one);
        if (!tested.Exists(one => one.Result is { Rings: true }))
            return tested.ConvertAll(one => VerdictOf(one, window, null));
        var inquiry = new SpikeInvestigation(window, subjects, tested);
        return tested
            .ConvertAll(one => IsCarriedAlong(one, tested[0], inquiry) ? one with { Result = one.Result! with { Rings = false } } : one)
            .ConvertAll(one => VerdictOf(one, window, inquiry));
    }

    private IEnumerable<JudgedSpend> Parts(
        string kind,
        IReadOnlyDictionary<string, SpendSeries> parts,
        int from,
        SpendBaseline? project,
        double level
    ) =>
        SpendSubjects
            .Largest(parts, _options.SubjectsPerKind)
            .Select(pair => new JudgedSpend(
                $"{kind}:{pair.Key}",
                pair.Value,
                // A scheduled job may be anybody's, so what the project's history allows, it allows to each.
                SpendBaseline.Recent(pair.Value, from)
                    is { } own
                    ? own with
                    {
                        LumpUsd = project?.LumpUsd ?? 0,
                    }
                    : null,
                level
            ));

    private IEnumerable<JudgedSpend> Users(SpendSubjects subjects, SpendBaseline? project, double level)
    {
        var peers = PeerSpend.Of(subjects);
        foreach (var user in subjects.LargestUsers(_options.SubjectsPerKind))
        {
            var series = subjects.SeriesOf(user.User);
            yield return new($"user:{user.User}", series, PeerSpend.BaselineOf(series, subjects, user, peers, project), level);
        }
    }

    /// <summary>What a feature or a model spends more, and the project as a whole does not, has only moved: a release, a change of model.</summary>
    private static bool IsMoved(JudgedSpend one, JudgedSpend project) =>
        one.Result is { Rings: true } result
        && (one.Subject.StartsWith("feature:", StringComparison.Ordinal) || one.Subject.StartsWith("model:", StringComparison.Ordinal))
        && project.Baseline is { } baseline
        && project.Series.LastUsd(result.Minutes) - result.Minutes * baseline.UsdPerMinute - baseline.LumpUsd < result.ExcessUsd / 2;

    /// <summary>When the project rises as a whole, a part that rises little more, and is not the cause, is no news of its own.</summary>
    private static bool IsCarriedAlong(JudgedSpend one, JudgedSpend project, SpikeInvestigation inquiry) =>
        one != project
        && one.Result is { Rings: true } part
        && project.Result is { Rings: true } whole
        && part.Ratio < 2 * whole.Ratio
        && inquiry.CauseOf(one) != $"spend:{one.Subject}";

    private Verdict VerdictOf(JudgedSpend one, MonitorWindow window, SpikeInvestigation? inquiry)
    {
        if (one.Baseline is not { } baseline || one.Result is not { } result)
            return Unknown(one, window);
        var limit = SpikeTest.LimitUsd(result, baseline, _options, one.Level);
        var state =
            !result.Rings ? VerdictState.Ok
            : result.Ratio >= _options.CriticalRatio ? VerdictState.Critical
            : VerdictState.Warning;
        var summary =
            $"{SpendWords.Name(one.Subject)} spent {SpendWords.Usd(result.Usd)} in the last {result.Minutes} minutes with {result.Calls} calls, "
            + $"{result.Ratio:0.#} times the usual {SpendWords.Usd(result.ExpectedUsd + result.LumpUsd)} (limit {SpendWords.Usd(limit)})";
        var verdict = new Verdict(
            Name,
            one.Subject,
            state,
            summary + ".",
            result.Usd,
            limit,
            "usd",
            result.Calls,
            window.End.Plus(-result.Minutes).Start,
            window.End.Start
        )
        {
            IsSure = true,
        };
        return !result.Rings || inquiry is null
            ? verdict
            : verdict with
            {
                Summary = $"{summary}. {inquiry.LargestOf(one)}",
                Cause = inquiry.CauseOf(one),
                Evidence = inquiry.EvidenceOf(one),
            };
    }

    private Verdict Unknown(JudgedSpend one, MonitorWindow window) =>
        new(
            Name,
            one.Subject,
            VerdictState.Unknown,
            $"What {SpendWords.Name(one.Subject, inside: true)} usually spends is not known yet: it takes {SpendBaseline.LeastMinutes} minutes before the last "
                + $"{SpendBaseline.LeftOutMinutes}, and {SpendBaseline.LeastCalls} calls in them that are not mostly pauses.",
            one.Series.LastUsd(SpendBaseline.Windows[0]),
            null,
            "usd",
            one.Series.LastCalls(SpendBaseline.Windows[0]),
            window.End.Plus(-SpendBaseline.Windows[0]).Start,
            window.End.Start
        )
        {
            UnknownReason = "no_baseline",
        };
}

/// <summary>A subject under judgement.</summary>
/// <param name="Subject">project, user:…, feature:…, model:…</param>
/// <param name="Level">The chance at which one test of it rings.</param>
public sealed record JudgedSpend(string Subject, SpendSeries Series, SpendBaseline? Baseline, double Level)
{
    public SpikeResult? Result { get; init; }
}
