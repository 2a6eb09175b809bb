using LlmMonitor.Core.Projects;
using LlmMonitor.Core.Rollups;
using LlmMonitor.Core.Safety.Gate.Patterns;
using LlmMonitor.Core.Safety.Judging;
using LlmMonitor.Core.Safety.Sampling;

namespace LlmMonitor.Core.Safety.Reviews;

/// <summary>Turns what the judge has said into items, or adds it to those that the gate has made. The same judgement may be seen many times.</summary>
public sealed class JudgeReviews(JudgementStore judgements, ReviewDesk desk, TimeProvider time)
{
    /// <summary>A call may be judged so long after it was received: an outage of the judge.</summary>
    private static readonly TimeSpan LookBack = TimeSpan.FromHours(6);

    public async Task RunAsync(Project project, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(project);
        var now = time.GetUtcNow();
        await foreach (var judged in judgements.ReadAsync(project.Id, now - LookBack, now, cancellation))
        {
            var said = judged.Verdict!;
            var isHarmful = said.IsHarmful || said.RequestIsHarmful;
            var reason = ReviewReason.OfJudge(
                judged.Question,
                isHarmful,
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
            await desk.OpenAsync(
                project,
                judged.Call.RequestId,
                endpoint,
                [reason],
                judged.Call.Outcome != GateOutcome.Passed,
                cancellation
            );
        }
    }
}
