using LlmMonitor.Core.Calls;
using LlmMonitor.Core.Projects;
using LlmMonitor.Core.Rollups;
using LlmMonitor.Core.Safety.Gate;
using LlmMonitor.Core.Safety.Gate.Patterns;
using LlmMonitor.Core.Safety.Sampling;

namespace LlmMonitor.Core.Safety.Judging;

/// <summary>Draws the sample of a slot's shard: what the gate blocked or flagged whole, of the rest a share by the hash of the id.</summary>
public sealed class SlotSampling(CallStore calls, CallIndex index, GateHitStore hits, SafetySampler sampler, TimeProvider time)
{
    /// <summary>A call is reported when it is over; its check is looked for so long before it was sent, and no longer than a day before now.</summary>
    private static readonly TimeSpan Before = TimeSpan.FromMinutes(5);

    public async Task<SlotSample> DrawAsync(Project project, SlotShard place, CancellationToken cancellation)
    {
        var there = new List<LlmCall>();
        await foreach (var call in calls.ReadAsync(place, cancellation))
            if (JudgeHandOut.IsJudged(call))
                there.Add(call);
        if (there.Count == 0)
            return new([], []);
        var found = await FoundByGateAsync(place.ProjectId, there.Min(call => call.Timestamp), cancellation);
        var parts = new Dictionary<(string, GateOutcome, double), long>();
        var drawn = new List<SampledCall>();
        foreach (var call in there)
        {
            var (outcome, patterns) = found.GetValueOrDefault(call.RequestId, (GateOutcome.Passed, []));
            var rate = await sampler.RateAsync(project, call.Endpoint, call.PromptVersion, outcome, cancellation);
            var endpoint = call.Endpoint ?? RollupKey.None;
            parts[(endpoint, outcome, rate)] = parts.GetValueOrDefault((endpoint, outcome, rate)) + 1;
            if (SafetySampler.IsSampled(call.RequestId, rate))
                drawn.Add(new(call.RequestId, call.Timestamp, endpoint, call.PromptVersion, outcome, rate, patterns));
        }
        var counted = await index.FindAllAsync(place.ProjectId, [.. drawn.Select(call => call.RequestId)], cancellation);
        return new(
            [.. parts.Select(part => new SamplePart(part.Key.Item1, part.Key.Item2, part.Key.Item3, part.Value))],
            [.. drawn.Where((_, at) => counted[at] == place)]
        );
    }

    private async Task<Dictionary<string, (GateOutcome Outcome, IReadOnlyList<string> Patterns)>> FoundByGateAsync(
        string projectId,
        DateTimeOffset earliest,
        CancellationToken cancellation
    )
    {
        var now = time.GetUtcNow();
        var from = earliest - Before < now.AddDays(-1) ? now.AddDays(-1) : earliest - Before;
        var found = new Dictionary<string, (GateOutcome Outcome, IReadOnlyList<string> Patterns)>(StringComparer.Ordinal);
        await foreach (var hit in hits.ReadAsync(projectId, from, now.AddMinutes(1), cancellation))
        {
            var outcome = hit.Reason == GateAnswer.Blocked ? GateOutcome.Blocked : GateOutcome.Flagged;
            var patterns = hit.Patterns.Where(pattern => pattern.Action != PatternAction.Annotate).Select(pattern => pattern.Id);
            var (before, known) = found.GetValueOrDefault(hit.RequestId, (outcome, []));
            found[hit.RequestId] = (before > outcome ? before : outcome, [.. known.Union(patterns, StringComparer.Ordinal)]);
        }
        return found;
    }
}
