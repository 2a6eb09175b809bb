namespace LlmMonitor.Core.Incidents.Analysis;

/// <summary>The runbook's first three steps as one function: since when, where, what changed, which component, and what that points to.</summary>
public static class IncidentAnalysis
{
    /// <param name="seed">Deals the outputs to folds where a score is made of them.</param>
    public static IncidentFindings Run(IncidentEvidence evidence, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(evidence);
        var alertedAt = evidence.Question.AlertedAt;
        var early = SeenChanges.Join(evidence.Changes, SeenChanges.In(evidence.Calls, alertedAt - ChangeRanking.LookBack));
        var asGiven = evidence;
        evidence = evidence with { Calls = NewPrompts.Hidden(evidence.Calls, early) };
        var scores = evidence.Question.Symptom == Symptom.OutputDrift ? DriftScores.Of(evidence, early, seed) : null;
        Func<ObservedCall, bool?> failed =
            scores is not null ? DriftScores.Failed(evidence, scores)
            : evidence.Question.Symptom == Symptom.Cost ? Costly.Failed(evidence.Calls)
            : call => call.Failed;
        var outcomes = Outcome.Of(evidence.Calls, failed);

        var onset = OnsetSearch.Of(scores is null ? evidence.Hours : [], outcomes);
        // Of looks and of money no single call need fail more: that other things are asked, or more, is all there is to see.
        var isWhole = evidence.Question.Symptom is Symptom.OutputDrift or Symptom.Cost;
        var ofMix = onset.At is null ? MixOnset.Of(evidence, isWhole ? null : outcomes) : null;
        var ofVolume = onset.At is null && evidence.Question.Symptom == Symptom.Cost ? new CallVolume(evidence).Rose() : null;
        onset = ofMix ?? ofVolume ?? (onset.At is null ? ChangeOnset.Of(evidence, outcomes, early) : null) ?? onset;
        var (before, since) = (onset.From ?? alertedAt, onset.At ?? alertedAt);
        var sides = Sides.At(outcomes, before, since);
        var dispersion = StepFit.Of(RateSeries.Of(outcomes))?.Dispersion ?? 1;
        IReadOnlyList<Slice> scope = onset.At is null ? [] : SliceSearch.Of(sides, dispersion);

        var known = SeenChanges.Join(evidence.Changes, SeenChanges.In(evidence.Calls, since));
        var fit = onset.At is null ? null : new ChangeFit(outcomes, new Kinds(sides.Before, Dimensions.Traffic), dispersion);
        var changes = ChangeRanking.Of(known, evidence.Calls, onset, scope, sides, fit);
        var mix = TrafficMix.Of(evidence.Calls, before, since, sides, Dimensions.TrafficOf(evidence.Question.Symptom));
        var load = LoadEvidence.Of(evidence, sides, scope, onset);
        var probes = ProbeEvidence.Of(evidence, before, since);
        var retrieval = RetrievalEvidence.Of(evidence.Calls, before, since);
        var cause = CauseRules.Of(
            onset,
            changes,
            ofMix is not null && isWhole ? mix with { Explained = 1 } : mix,
            probes,
            retrieval,
            load,
            InputsAreSame(evidence, mix)
        );
        // What is held responsible says more exactly when it began than the failures that came with it.
        if (cause.Kind == CauseKind.Traffic && ofMix is null)
            onset = MixOnset.Of(evidence, outcomes) ?? onset;
        else if (cause.Change is { } change && changes.Any(ranked => ranked.Change == change && ranked.TimeFit >= 1))
            onset = onset with
            {
                At = change.At,
                From = Earlier(onset.From, change.At),
                To = Later(onset.To, change.At),
                Sentence = $"{onset.Sentence} The change that is held responsible is of {change.At:MM-dd HH:mm}.",
            };
        var carried = Carried(cause, evidence.Calls);
        var split = carried.Count > 0 ? cause.Change!.At : onset.From;
        var touched = Sides.At(outcomes, split ?? alertedAt, (carried.Count > 0 ? split : onset.At) ?? alertedAt);
        var affected = AffectedParts.Of(onset, scope, carried, touched);
        return new(
            onset,
            sides.Shift(evidence.Question.Rule),
            scope,
            SideSymptoms(evidence.Calls, before, since),
            changes,
            mix,
            Components.Of(probes, retrieval),
            cause,
            Mitigations.For(evidence.Question, cause, changes, scope),
            SamplePairs.Of(sides, scope, call => scores?.GetValueOrDefault(call.Id) ?? 0),
            carried.Count > 0 && cause.Change!.At < affected.From ? affected with { From = cause.Change.At } : affected
        )
        {
            Golden = GoldenCover.Of(asGiven, before, since),
        };
    }

    private static DateTimeOffset Earlier(DateTimeOffset? one, DateTimeOffset other) => one < other ? one.Value : other;

    private static DateTimeOffset Later(DateTimeOffset? one, DateTimeOffset other) => one > other ? one.Value : other;

    /// <summary>The version that is held responsible, where calls carry it.</summary>
    private static IReadOnlyList<SliceTerm> Carried(Cause cause, IReadOnlyList<ObservedCall> calls) =>
        cause.Change is not { } change || ChangeFit.CarriedBy(change, calls) is not { } dimension ? []
        : change.Endpoint is null ? [new(dimension.Name, change.Version!)]
        : [new(dimension.Name, change.Version!), new("endpoint", change.Endpoint)];

    private static bool InputsAreSame(IncidentEvidence evidence, MixShift mix) =>
        mix.Changed == false && evidence.Calls.All(call => call.PromptVersion is not null && call.Prompt is not null);

    /// <summary>Errors and latency, each by itself.</summary>
    private static IReadOnlyList<SideSymptom> SideSymptoms(
        IReadOnlyList<ObservedCall> calls,
        DateTimeOffset before,
        DateTimeOffset since
    ) =>
        [
            SideSymptom("errors", Sides.At(Outcome.Of(calls, call => call.Errored), before, since)),
            SideSymptom("latency", Sides.At(Outcome.Of(calls, call => call.Slow), before, since)),
        ];

    private static SideSymptom SideSymptom(string what, Sides sides)
    {
        var shift = sides.Shift(what);
        return new(what, shift.P is null ? null : shift.P <= OnsetSearch.Alpha && shift.After > shift.Before, shift);
    }
}
