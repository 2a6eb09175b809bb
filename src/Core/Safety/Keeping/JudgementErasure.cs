using LlmMonitor.Core.Privacy;
using LlmMonitor.Core.Safety.Judging;

namespace LlmMonitor.Core.Safety.Keeping;

/// <summary>What the judge wrote of an erased person's calls goes; what it decided stays, so that rates stay as they are.</summary>
public sealed class JudgementErasure(JudgementStore judgements) : IPersonalData
{
    public async Task EraseCallsAsync(Erasure erasure, IReadOnlyList<ErasedCall> calls, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(erasure);
        ArgumentNullException.ThrowIfNull(calls);
        foreach (var (place, requestId, _) in calls)
            if (await judgements.FindAsync(place, requestId, cancellation) is { } judged)
            {
                var verdict = judged.Verdict is { } said ? said with { Rationale = "" } : null;
                await judgements.PutAsync(place, judged with { Why = null, Verdict = verdict }, cancellation);
                erasure.Count(JudgementStore.Table, 1);
            }
    }
}
