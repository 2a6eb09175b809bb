using LlmMonitor.Core.Calls;
using LlmMonitor.Core.Judge;
using LlmMonitor.Core.Money;
using LlmMonitor.Core.Projects;
using LlmMonitor.Core.Rollups;
using LlmMonitor.Core.Storage;
using Microsoft.Extensions.Options;

namespace LlmMonitor.Core.Safety.Judging;

/// <summary>
/// Has the sampled calls of a slot judged. May run any number of times and be killed anywhere: the sample is drawn once, each call is claimed before
/// its judge is paid, and what has its verdict is not judged again. An outage of the judge gives claims back and throws, to be tried again later.
/// </summary>
public sealed class JudgeWork(
    CallStore calls,
    SlotSampling sampling,
    JudgementStore store,
    JudgeReviews reviews,
    JudgeClient judge,
    ProjectStore projects,
    WorkQueue queue,
    TimeProvider time,
    IOptions<JudgeOptions> judging,
    IOptions<SafetyJudgingOptions> options
)
{
    /// <summary>No call is begun later than this after the first: a function must end within four minutes, and a slow judge with its tries takes three.</summary>
    private static readonly TimeSpan Begin = TimeSpan.FromMinutes(1);

    /// <exception cref="InvalidOperationException">The judge is out of reach, or another worker holds claims here: try again later.</exception>
    public async Task RunAsync(SlotPointer pointer, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(pointer);
        if (!judge.IsSetUp || await projects.FindAsync(pointer.ProjectId, cancellation) is not { } project)
            return;
        var place = SlotShard.Parse(pointer.ProjectId, pointer.SlotShard);
        var sample =
            await store.FindSampleAsync(place, cancellation)
            ?? await store.DrawAsync(place, await sampling.DrawAsync(project, place, cancellation), cancellation);
        var open = new List<SampledCall>();
        foreach (var call in sample.Calls)
            if (await store.FindAsync(place, call.RequestId, cancellation) is { State: not JudgementState.Claimed } known)
                await reviews.TellAsync(project, known, cancellation); // An earlier try may have died between the two.
            else
                open.Add(call);
        if (open.Count == 0)
            return;

        var told = await TextsAsync(place, open.Take(options.Value.MostPerMessage), cancellation);
        var (troubles, left) = (0, Math.Max(0, open.Count - options.Value.MostPerMessage));
        var last = "";
        var start = time.GetTimestamp();
        await Parallel.ForEachAsync(
            open.Take(options.Value.MostPerMessage),
            new ParallelOptions { MaxDegreeOfParallelism = options.Value.Concurrency, CancellationToken = cancellation },
            async (call, token) =>
            {
                if (Volatile.Read(ref troubles) > 0)
                    return; // What is out of reach now is not asked again and again.
                if (time.GetElapsedTime(start) > Begin)
                    Interlocked.Increment(ref left);
                else if (await JudgeAsync(project, place, call, told.GetValueOrDefault(call.RequestId), token) is { } trouble)
                {
                    Interlocked.Increment(ref troubles);
                    last = trouble;
                }
            }
        );
        if (troubles > 0)
            throw new InvalidOperationException($"Sampled calls of slot {place.Key} wait for the safety judge. {last}");
        if (left > 0)
            await queue.SendAsync(JudgeHandOut.JudgeQueue, pointer, place.ProjectId, null, cancellation);
    }

    /// <returns>Why it must be tried again; null where the call is done with.</returns>
    private async Task<string?> JudgeAsync(
        Project project,
        SlotShard place,
        SampledCall call,
        CallTexts? texts,
        CancellationToken cancellation
    )
    {
        var question = SafetyQuestion.Question;
        var claim = new SafetyJudgement(
            call,
            JudgementState.Claimed,
            time.GetUtcNow(),
            null,
            null,
            null,
            $"{question.Name} {question.Version}",
            judging.Value.Model,
            PicoUsd.Zero
        );
        var (isOurs, isOthers) = await store.ClaimAsync(place, claim, cancellation);
        if (!isOurs)
            return isOthers ? "Another worker holds a claim." : null;
        var isDone = false;
        try
        {
            var outcome = texts is null
                ? new JudgeOutcome<SafetyVerdict>(null, JudgeFault.None, "Its texts are not kept any more.", PicoUsd.Zero)
                : await judge.AskAsync(
                    project,
                    question,
                    SafetyQuestion.MaterialOf(texts, options.Value.MostCharacters),
                    $"{call.RequestId}-{claim.At:yyyyMMddHHmmss}", // Each try is a call of its own, and paid.
                    call.Endpoint == RollupKey.None ? null : call.Endpoint,
                    cancellation
                );
            if (StateOf(outcome) is not { } state)
                return outcome.Why;
            var said = claim with
            {
                State = state,
                At = time.GetUtcNow(),
                Verdict = outcome.Answer,
                Why = outcome.Why,
                CostUsd = outcome.Counted,
            };
            await store.PutAsync(place, said, cancellation);
            isDone = true;
            await reviews.TellAsync(project, said, cancellation);
            return null;
        }
        finally
        {
            if (!isDone)
                await store.ReleaseAsync(place, call.RequestId, CancellationToken.None);
        }
    }

    /// <summary>Null where a later try may help: an outage, or a key or name that a person will mend.</summary>
    private static JudgementState? StateOf(JudgeOutcome<SafetyVerdict> outcome) =>
        outcome switch
        {
            { Answer: not null } => JudgementState.Judged,
            { Fault: JudgeFault.None } => JudgementState.NoText,
            { Fault: JudgeFault.Malformed } => JudgementState.Unreadable,
            { Fault: JudgeFault.OverBudget } => JudgementState.OverBudget,
            _ => null,
        };

    private async Task<Dictionary<string, CallTexts>> TextsAsync(
        SlotShard place,
        IEnumerable<SampledCall> wanted,
        CancellationToken cancellation
    )
    {
        var ids = wanted.Select(call => call.RequestId).ToHashSet(StringComparer.Ordinal);
        var texts = new Dictionary<string, CallTexts>(StringComparer.Ordinal);
        await foreach (var call in calls.ReadAsync(place, cancellation))
            if (ids.Contains(call.RequestId) && await calls.FindTextsAsync(place, call, cancellation) is { IsEmpty: false } kept)
                texts[call.RequestId] = kept;
        return texts;
    }
}
