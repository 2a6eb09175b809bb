using LlmMonitor.Core.Changes;

namespace LlmMonitor.Core.Incidents.Analysis;

/// <summary>
/// Adds up what speaks for each kind of cause, in log odds. The weights are judgement, not statistics; they were set on made-up incidents and
/// measured on others (docs/guides/incidents.md). Unknown starts ahead of all: it takes one clear piece of evidence, that nothing rivals, to accuse.
/// </summary>
internal sealed class CauseWeights
{
    /// <summary>By how much unknown is ahead before there is evidence.</summary>
    private const double Head = 1.8;

    private readonly Dictionary<CauseKind, double> _weights = Enum.GetValues<CauseKind>()
        .ToDictionary(kind => kind, kind => kind == CauseKind.Unknown ? Head : 0);
    private readonly List<(double Weight, string Sentence)> _said = [];

    public void Add(CauseKind kind, double weight, string sentence)
    {
        _weights[kind] += weight;
        if (sentence.Length > 0)
            _said.Add((Math.Abs(weight), sentence));
    }

    public Cause Conclude(Func<CauseKind, Change?> change)
    {
        var whole = _weights.Values.Sum(Math.Exp);
        var shares = _weights.ToDictionary(pair => pair.Key, pair => Math.Exp(pair.Value) / whole);
        var best = shares.MaxBy(pair => pair.Value);
        var kind = best.Value >= 0.5 ? best.Key : CauseKind.Unknown;
        return new(
            kind,
            best.Value >= 0.5 ? best.Value : shares[CauseKind.Unknown],
            [.. _said.OrderByDescending(one => one.Weight).Select(one => one.Sentence).Distinct()],
            kind == CauseKind.Unknown ? null : change(kind),
            shares
        );
    }
}
