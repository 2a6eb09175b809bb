using LlmMonitor.Core.Safety.Judging;
using LlmMonitor.Core.Safety.Sampling;

namespace LlmMonitor.Core.Safety.Rates;

/// <summary>The calls of one endpoint and stratum.</summary>
public sealed record SafetyCell(string Endpoint, GateOutcome Outcome, double Rate)
{
    public long NCalls { get; init; }
    public long NSampled { get; init; }
    public long NJudged { get; init; }
    public long NHarmful { get; init; }

    /// <summary>Harmful ones by category.</summary>
    public IReadOnlyDictionary<Hazard, long> ByCategory { get; init; } = new Dictionary<Hazard, long>();

    /// <summary>Sampled, and never to be judged: no text any more, over budget, or the judge could not be read.</summary>
    public long NGivenUp { get; init; }

    /// <summary>Sampled, and still to be judged.</summary>
    public long NWaiting => Math.Max(0, NSampled - NJudged - NGivenUp);

    public StratumCount Count => new(Outcome, Rate, NCalls, NJudged, NHarmful);

    public StratumCount CountOf(Hazard category) => Count with { NHarmful = ByCategory.GetValueOrDefault(category) };

    internal SafetyCell Plus(SafetyJudgement said)
    {
        if (said.Verdict is not { } verdict)
            return this with { NGivenUp = NGivenUp + 1 };
        if (!verdict.IsHarmful)
            return this with { NJudged = NJudged + 1 };
        var category = verdict.Category!.Value;
        return this with
        {
            NJudged = NJudged + 1,
            NHarmful = NHarmful + 1,
            ByCategory = new Dictionary<Hazard, long>(ByCategory) { [category] = ByCategory.GetValueOrDefault(category) + 1 },
        };
    }
}
