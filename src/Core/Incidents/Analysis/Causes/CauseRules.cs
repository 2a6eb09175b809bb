using LlmMonitor.Core.Changes;

namespace LlmMonitor.Core.Incidents.Analysis;

/// <summary>What each piece of evidence says for or against each kind of cause.</summary>
internal static class CauseRules
{
    private const double Clear = 5;
    private const double Strong = 4;
    private const double Hint = 2;

    /// <summary>A mix that explains less than this of the change explains nothing, and all from the other end.</summary>
    private static readonly (double From, double To) ExplainedRange = (0.3, 0.7);

    public static Cause Of(
        Onset onset,
        IReadOnlyList<RankedChange> changes,
        MixShift mix,
        ProbeEvidence probes,
        RetrievalEvidence retrieval,
        LoadEvidence load,
        bool inputsAreSame
    )
    {
        var weights = new CauseWeights();
        if (onset.At is null)
        {
            weights.Add(CauseKind.Unknown, Clear, onset.Sentence);
            return weights.Conclude(_ => null);
        }
        OfChanges(weights, changes);
        OfMix(weights, load.More == true && mix.Changed == false ? mix with { Changed = null } : mix);
        OfLoad(weights, load);
        OfProbes(weights, probes);
        OfRetrieval(weights, retrieval, probes);
        if (
            inputsAreSame
            && load == LoadEvidence.None
            && (retrieval.None || retrieval.Moved == false)
            && probes.Retrieval != true
            && changes.All(ranked => KindOf(ranked.Change.Kind) is null)
        )
        {
            weights.Add(
                CauseKind.Model,
                Hint,
                "What goes in is measurably as before, what comes out is not, and no change of ours is known: that leaves the model."
            );
            // With an index in between one silent suspect more is left, and nobody is accused.
            if (retrieval.None)
                weights.Add(CauseKind.Prompt, -Hint, "Every call names its prompt version, and none is new.");
        }
        return weights.Conclude(kind => changes.FirstOrDefault(ranked => KindOf(ranked.Change.Kind) == kind)?.Change);
    }

    public static CauseKind? KindOf(ChangeKind kind) =>
        kind switch
        {
            ChangeKind.Model or ChangeKind.ProviderNotice => CauseKind.Model,
            ChangeKind.Prompt => CauseKind.Prompt,
            ChangeKind.Retrieval or ChangeKind.Data => CauseKind.Data,
            _ => null,
        };

    /// <summary>
    /// The best change of each kind counts; one that is none of the kinds makes the whole less sure, and little where it names no place: it foretells nothing
    /// that could have turned out otherwise.
    /// </summary>
    private static void OfChanges(CauseWeights weights, IReadOnlyList<RankedChange> changes)
    {
        foreach (var kind in changes.GroupBy(ranked => KindOf(ranked.Change.Kind) ?? CauseKind.Unknown))
        {
            var best = kind.MaxBy(ranked => ranked.Score)!;
            var isVague = kind.Key == CauseKind.Unknown && best.Change is { Endpoint: null, Feature: null, Version: null };
            var weight = isVague || best.Change.Kind == ChangeKind.ProviderNotice ? Hint : Clear;
            weights.Add(kind.Key, weight * best.Score, best.Sentence);
        }
    }

    private static void OfMix(CauseWeights weights, MixShift mix)
    {
        if (mix.Changed is not { } changed)
            return;
        var explains = Math.Clamp(((mix.Explained ?? 0) - ExplainedRange.From) / (ExplainedRange.To - ExplainedRange.From), 0, 1);
        weights.Add(CauseKind.Traffic, changed ? -Hint + (Hint + Clear) * explains : -Strong, mix.Sentence);
        if (changed && explains > 0)
            foreach (var kind in new[] { CauseKind.Model, CauseKind.Prompt, CauseKind.Data })
                weights.Add(kind, -Strong * explains, mix.Sentence);
    }

    /// <summary>More of the same is traffic; the provider's faults, refusals at the usual volume, and slowness at the usual length are the model's side.</summary>
    private static void OfLoad(CauseWeights weights, LoadEvidence load)
    {
        if (
            load is { Refused: true, More: true } or { OneUser: true }
            || load is { More: true, Longer: not true, Faults: not true, Slower: not true }
        )
            weights.Add(CauseKind.Traffic, Clear, load.Said);
        if (load is { Faults: true } or { Refused: true, More: false } or { Slower: true, Longer: not true })
            weights.Add(CauseKind.Model, load.More == true ? Hint : Clear, load.Said);
        // No prompt and no document makes a provider refuse or fail.
        if (load.Faults == true || load.Refused == true)
            foreach (var kind in new[] { CauseKind.Prompt, CauseKind.Data })
                weights.Add(kind, -Hint, load.Said);
    }

    private static void OfProbes(CauseWeights weights, ProbeEvidence probes)
    {
        var said = string.Join(' ', probes.Sentences);
        if (probes.Model == true)
            weights.Add(CauseKind.Model, Clear, said);
        if (probes.Model == false)
            weights.Add(CauseKind.Model, -Hint, said);
        if (probes.Model == true || probes.App == true || probes.Generation == true || probes.Retrieval == true)
            weights.Add(CauseKind.Traffic, -Strong, said);
        if (probes.Retrieval == true)
            weights.Add(CauseKind.Data, Clear, said);
        if (probes.Retrieval == false)
            weights.Add(CauseKind.Data, -Hint, said);
        // The same questions find the same documents and are answered worse: what is left is what makes the answer.
        if (probes is { Generation: true, Retrieval: not true })
            foreach (var kind in new[] { CauseKind.Model, CauseKind.Prompt })
                weights.Add(kind, Hint, said);
    }

    private static void OfRetrieval(CauseWeights weights, RetrievalEvidence retrieval, ProbeEvidence probes)
    {
        var said = string.Join(' ', retrieval.Sentences);
        if (retrieval.Moved == true)
            weights.Add(CauseKind.Data, Strong, said);
        if (retrieval.Moved == false)
            weights.Add(CauseKind.Data, -Hint / 2, said);
        if (retrieval.None && probes.Retrieval != true)
            weights.Add(CauseKind.Data, -Strong, "No call has contexts.");
        if (retrieval.UngroundedMore == true)
            weights.Add(CauseKind.Data, -Hint, said);
    }
}
