using LlmMonitor.Core.Safety.Judging;
using LlmMonitor.Core.Safety.Sampling;

namespace LlmMonitor.Core.Safety.Rates;

/// <summary>What was drawn and said of the calls that were received in an hour, counted.</summary>
/// <param name="Patterns">By id: only sampled calls, which is all that were blocked or flagged and reported with their texts.</param>
public sealed record SafetyHour(
    DateTimeOffset Hour,
    DateTimeOffset ReadAt,
    IReadOnlyList<SafetyCell> Cells,
    IReadOnlyDictionary<string, PatternTally> Patterns
)
{
    public static SafetyHour Of(
        DateTimeOffset hour,
        DateTimeOffset now,
        IReadOnlyList<SlotSample> samples,
        IReadOnlyList<SafetyJudgement> judgements
    )
    {
        var cells = new Dictionary<(string, GateOutcome, double), SafetyCell>();
        var patterns = new Dictionary<string, PatternTally>(StringComparer.Ordinal);
        foreach (var part in samples.SelectMany(sample => sample.Parts))
            Change(part.Endpoint, part.Outcome, part.Rate, cell => cell with { NCalls = cell.NCalls + part.NCalls });
        foreach (var call in samples.SelectMany(sample => sample.Calls))
        {
            Change(call.Endpoint, call.Outcome, call.Rate, cell => cell with { NSampled = cell.NSampled + 1 });
            foreach (var id in call.Patterns)
                patterns[id] = patterns.GetValueOrDefault(id).Plus(new PatternTally(1, 0, 0));
        }
        foreach (var said in judgements.Where(one => one.State != JudgementState.Claimed))
        {
            var call = said.Call;
            Change(call.Endpoint, call.Outcome, call.Rate, cell => cell.Plus(said));
            if (said.Verdict is { } verdict)
                foreach (var id in call.Patterns)
                    patterns[id] = patterns
                        .GetValueOrDefault(id)
                        .Plus(new PatternTally(0, 1, verdict.IsHarmful || verdict.RequestIsHarmful ? 1 : 0));
        }
        return new(hour, now, [.. cells.Values], patterns);

        void Change(string endpoint, GateOutcome outcome, double rate, Func<SafetyCell, SafetyCell> change) =>
            cells[(endpoint, outcome, rate)] = change(
                cells.GetValueOrDefault((endpoint, outcome, rate)) ?? new SafetyCell(endpoint, outcome, rate)
            );
    }
}

/// <summary>How often a pattern was right: of the sampled calls in which it was found, how many the judge called harmful, asked or answered.</summary>
public readonly record struct PatternTally(long NSampled, long NJudged, long NHarmful)
{
    public PatternTally Plus(PatternTally other) => new(NSampled + other.NSampled, NJudged + other.NJudged, NHarmful + other.NHarmful);
}
