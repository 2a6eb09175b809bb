using LlmMonitor.Core.Safety.Gate;
using LlmMonitor.Core.Safety.Judging;
using LlmMonitor.Core.Safety.Rates;

namespace LlmMonitor.Core.Incidents;

/// <summary>Which calls of a span were blocked, or were found harmful by the judge.</summary>
public sealed class SafetyEvidence(GateHitStore hits, JudgementStore judgements)
{
    public async Task<CallMarks> MarksAsync(
        string projectId,
        string rule,
        DateTimeOffset from,
        DateTimeOffset to,
        CancellationToken cancellation
    )
    {
        var bad = new HashSet<string>(StringComparer.Ordinal);
        if (rule == RateVerdicts.Blocks)
        {
            await foreach (var hit in hits.ReadAsync(projectId, from, to, cancellation))
                bad.Add(hit.RequestId);
            return new(bad, null);
        }
        var known = new HashSet<string>(StringComparer.Ordinal);
        await foreach (var judged in judgements.ReadAsync(projectId, from, to, cancellation))
        {
            known.Add(judged.Call.RequestId);
            if (judged.Verdict!.IsHarmful)
                bad.Add(judged.Call.RequestId);
        }
        return new(bad, known);
    }
}
