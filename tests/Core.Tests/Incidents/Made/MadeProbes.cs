using LlmMonitor.Core.Incidents.Analysis;

namespace LlmMonitor.Core.Tests.Incidents.Made;

/// <summary>Canaries each hour and golden sets each day, where the project has them; a silent swap of a model always has canaries.</summary>
internal sealed class MadeProbes(Plot plot, Random random)
{
    private readonly bool _hasCanaries = random.NextDouble() < (plot is { Truth: CauseKind.Model, IsSeen: false } ? 0.8 : 0.4);
    private readonly bool _hasGolden = random.NextDouble() < 0.7;
    private readonly double _flips = 0.3 + 0.5 * random.NextDouble();

    public IReadOnlyList<CanaryLook> Canaries()
    {
        List<CanaryLook> looks = [];
        if (!_hasCanaries)
            return looks;
        for (var canary = 0; canary < 8; canary++)
        {
            var flips = plot.Truth == CauseKind.Model && random.NextDouble() < _flips;
            for (var at = MadeApp.Start.AddMinutes(5); at < plot.AlertedAt; at = at.AddHours(1))
                looks.Add(new($"canary-{canary}", plot.Endpoint, true, at, random.NextDouble() >= (flips && at >= plot.At ? 0.8 : 0.01)));
        }
        return looks;
    }

    public IReadOnlyList<GoldenLook> Golden()
    {
        List<GoldenLook> looks = [];
        if (!_hasGolden)
            return looks;
        for (var at = MadeApp.Start.AddHours(3); at < plot.AlertedAt; at = at.AddHours(3))
        {
            var isAfter = at >= plot.At.AddHours(plot.GrowsHours / 2) && plot.Kind != MadeKind.Nothing;
            looks.Add(Look(at, "retrieval_recall", plot.Truth == CauseKind.Data && isAfter ? 0.65 : 0.85));
            looks.Add(Look(at, "faithfulness", isAfter && plot.Truth is CauseKind.Model or CauseKind.Prompt ? 0.9 - plot.Harm / 3 : 0.9));
        }
        return looks;
    }

    private GoldenLook Look(DateTimeOffset at, string metric, double mean) =>
        new("questions", at, metric, Math.Clamp(mean + 0.02 * (random.NextDouble() - 0.5), 0, 1), 60);
}
