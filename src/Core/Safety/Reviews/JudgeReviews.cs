using LlmMonitor.Core.Projects;
using LlmMonitor.Core.Rollups;
using LlmMonitor.Core.Safety.Gate.Patterns;
using LlmMonitor.Core.Safety.Judging;
using LlmMonitor.Core.Safety.Sampling;

namespace LlmMonitor.Core.Safety.Reviews;

/// <summary>Turns what the judge has said into items, or adds it to those that the gate has made. The same judgement may be seen many times.</summary>
public sealed class JudgeReviews(JudgementStore judgements, ReviewDesk desk, TimeProvider time)
{
    /// <summary>Calls that were received within this are looked at each minute.</summary>
    private static readonly TimeSpan LookBack = TimeSpan.FromHours(6);

    /// <summary>After an outage of the judge a call may be judged so long after it was received, its last try included.</summary>
    private static readonly TimeSpan LongestOutage = TimeSpan.FromHours(26);

    /// <summary>The long look is taken in the first minutes of each hour: in several, for a run may be late or missed.</summary>
    private const int MinutesOfLongLook = 5;

    public async Task RunAsync(Project project, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(project);
        var now = time.GetUtcNow();
        var lookBack = now.Minute < MinutesOfLongLook ? LongestOutage : LookBack;
        await foreach (var judged in judgements.ReadAsync(project.Id, now - lookBack, now, cancellation))
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
