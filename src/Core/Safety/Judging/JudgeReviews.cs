using LlmMonitor.Core.Calls;
using LlmMonitor.Core.Projects;
using LlmMonitor.Core.Rollups;
using LlmMonitor.Core.Safety.Gate.Patterns;
using LlmMonitor.Core.Safety.Reviews;
using LlmMonitor.Core.Safety.Sampling;

namespace LlmMonitor.Core.Safety.Judging;

/// <summary>Puts what the judge has said before people. The same judgement may be told any number of times.</summary>
public sealed class JudgeReviews(JudgementStore judgements, CallStore calls, ReviewDesk desk)
{
    /// <summary>Makes an item of a verdict, or adds it to the one that the gate has made.</summary>
    /// <returns>The item; null where people need not see it.</returns>
    public async Task<ReviewItem?> TellAsync(Project project, SafetyJudgement judged, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(judged);
        if (judged.Verdict is not { } said)
            return null;
        var reason = ReviewReason.OfJudge(
            judged.Question,
            said.IsHarmful || said.RequestIsHarmful,
            said.Category,
            said.Severity ?? PatternSeverity.Low,
            judged.At
        ) with
        {
            Confidence = said.Confidence,
            Version = judged.Model,
            Note = said.Rationale,
        };
        var endpoint = judged.Call.Endpoint == RollupKey.None ? null : judged.Call.Endpoint;
        var isGates = judged.Call.Outcome != GateOutcome.Passed;
        return await desk.OpenAsync(project, judged.Call.RequestId, endpoint, [reason], isGates, cancellation);
    }

    /// <summary>Makes an item for somebody else's reason; where the judge has spoken of the call, the item is to know that, too.</summary>
    public async Task<ReviewItem?> OpenAsync(
        Project project,
        string requestId,
        string? endpoint,
        ReviewReason reason,
        CancellationToken cancellation
    )
    {
        ArgumentNullException.ThrowIfNull(project);
        var item = await desk.OpenAsync(project, requestId, endpoint, [reason], cancellation: cancellation);
        var judged = await calls.FindAsync(project.Id, requestId, cancellation) is { Place: var place }
            ? await judgements.FindAsync(place, requestId, cancellation)
            : null;
        return judged is null ? item : await TellAsync(project, judged, cancellation) ?? item;
    }
}
