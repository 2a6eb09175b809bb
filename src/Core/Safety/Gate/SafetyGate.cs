using LlmMonitor.Core.Projects;
using LlmMonitor.Core.Safety.Gate.Matching;
using LlmMonitor.Core.Safety.Gate.Patterns;
using LlmMonitor.Core.Safety.Sampling;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace LlmMonitor.Core.Safety.Gate;

/// <summary>
/// Answers at once whether a text may be served. It looks for patterns in every text of the request, in time linear in their length, and never throws:
/// where it fails itself, the mode on error answers, and the failure is counted and logged.
/// </summary>
public sealed class SafetyGate(
    PatternBook patterns,
    GateHitStore hits,
    GateCounts counts,
    StreamTails tails,
    SafetySampler sampler,
    TimeProvider time,
    IOptions<GateOptions> options,
    ILogger<SafetyGate> log
)
{
    public async Task<GateAnswer> CheckAsync(Project project, GateRequest request, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(project);
        ArgumentNullException.ThrowIfNull(request);
        GateAnswer answer;
        try
        {
            answer = Check(await patterns.SetOfAsync(project.Id), project, request);
        }
#pragma warning disable CA1031 // A gate that fails must still answer.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            log.LogError(
                fault,
                "The safety gate failed on request {Request} of project {Project}; it is {Mode}.",
                request.RequestId,
                project.Id,
                options.Value.OnError
            );
            answer = Failed(request);
        }
        var rate = await sampler.RateAsync(project, request.Endpoint, request.PromptVersion, OutcomeOf(answer), cancellation);
        answer = answer with { Sampled = SafetySampler.IsSampled(request.RequestId, rate) };
        await RecordAsync(project, request, answer, cancellation);
        return answer;
    }

    /// <summary>Looks through the texts with these patterns; nothing is kept but the end of a stream's chunk.</summary>
    internal GateAnswer Check(PatternSet set, Project project, GateRequest request)
    {
        var stream = request.StreamId is null ? null : $"{project.Id}|{request.StreamId}";
        if (stream is not null && tails.BlockOf(stream) is { } blocked)
            return blocked;
        var before = stream is null ? null : tails.Before(stream, request.Sequence);
        using var scan = TextScan.Rent();
        scan.Begin(set);
        var truncated = Look(scan, set, request, before);
        var found = FoundBy(scan, set);
        var answer = Answer(set, request, found) with { Truncated = truncated, Overlapped = stream is null ? null : before is not null };
        if (stream is not null && request.Final)
            tails.Forget(stream);
        else if (stream is not null)
            tails.Keep(stream, request.Sequence, request.Texts.Response ?? "", answer.Serve ? null : answer, before);
        return answer;
    }

    /// <returns>Whether something was too long to be looked at.</returns>
    private bool Look(TextScan scan, PatternSet set, GateRequest request, StreamTail? before)
    {
        var room = options.Value.MostCharacters;
        var texts = request.Texts;
        var isCut = texts.Truncated;
        LookAt(before?.Text + texts.Response, TextPlaces.Response, isOpen: !request.Final);
        foreach (var call in texts.ToolCalls)
            LookAt(call.Arguments, TextPlaces.Tool);
        foreach (var message in texts.Prompt)
            LookAt(message.Content, TextPlaces.Prompt);
        foreach (var context in texts.Contexts)
            LookAt(context.Text, TextPlaces.Context);
        return isCut;

        void LookAt(string text, TextPlaces place, bool isOpen = false)
        {
            isCut |= text.Length > room;
            var seen = text.AsSpan(0, Math.Min(text.Length, room));
            room -= seen.Length;
            scan.Look(seen, set, place, isOpen);
        }
    }

    private static List<GatePattern> FoundBy(TextScan scan, PatternSet set)
    {
        var found = new List<GatePattern>();
        for (var number = 0; number < set.Patterns.Length; number++)
            if (scan.Found[number] is var finding and not Finding.Absent)
            {
                var pattern = set.Patterns[number];
                found.Add(
                    new GatePattern(
                        pattern.Source.Id,
                        pattern.Source.Category,
                        pattern.Source.Severity,
                        finding == Finding.Excused ? PatternAction.Annotate : pattern.Action
                    )
                );
            }
        found.Sort((one, other) => (other.Action, other.Severity, one.Id).CompareTo((one.Action, one.Severity, other.Id)));
        return found;
    }

    private static GateAnswer Answer(PatternSet set, GateRequest request, List<GatePattern> found)
    {
        var strongest = found.Count == 0 ? PatternAction.Annotate : found[0].Action;
        var isBlocked = strongest == PatternAction.Block;
        return new GateAnswer(
            !isBlocked,
            isBlocked ? GateAnswer.Blocked
                : strongest == PatternAction.Flag ? GateAnswer.Flagged
                : GateAnswer.Passed,
            found,
            !isBlocked ? null
                : found.Any(pattern => pattern is { Action: PatternAction.Block, Category: Hazard.SuicideSelfHarm })
                    ? HelpMessages.For(request.Locale)
                : HelpMessages.NotAvailable,
            Sampled: false, // decided for the request as a whole
            PatternSetVersion: set.Version
        );
    }

    private GateAnswer Failed(GateRequest request)
    {
        var serves = options.Value.OnError == GateMode.Open;
        return new GateAnswer(
            serves,
            GateAnswer.Failed,
            [],
            serves ? null : HelpMessages.NotAvailable,
            Sampled: false,
            PatternSetVersion: BuiltInPatterns.Set.Version
        );
    }

    private async Task RecordAsync(Project project, GateRequest request, GateAnswer answer, CancellationToken cancellation)
    {
        var (isBlocked, isFlagged, hasFailed) = (
            answer.Reason == GateAnswer.Blocked,
            answer.Reason == GateAnswer.Flagged,
            answer.Reason == GateAnswer.Failed
        );
        counts.Count(
            project.Id,
            request.Endpoint,
            new GateTally(1, isBlocked ? 1 : 0, isFlagged ? 1 : 0, answer.Sampled ? 1 : 0, hasFailed ? 1 : 0)
        );
        if (!isBlocked && !isFlagged)
            return;
        var decision = new GateDecision(
            request.RequestId,
            time.GetUtcNow(),
            request.Endpoint,
            request.UserId,
            answer.Reason,
            answer.Patterns,
            answer.PatternSetVersion
        );
        try
        {
            await hits.AppendAsync(project.Id, decision, cancellation);
        }
#pragma warning disable CA1031 // The decision stands, whether or not it could be written down.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            log.LogError(
                fault,
                "What the safety gate found in request {Request} of project {Project} could not be kept.",
                request.RequestId,
                project.Id
            );
        }
    }

    private static GateOutcome OutcomeOf(GateAnswer answer) =>
        answer.Reason switch
        {
            GateAnswer.Blocked => GateOutcome.Blocked,
            GateAnswer.Flagged => GateOutcome.Flagged,
            _ => GateOutcome.Passed,
        };
}
