using System.Collections.Concurrent;
using System.IO.Hashing;
using System.Text;
using LlmMonitor.Core.Calls;
using LlmMonitor.Core.Money;
using LlmMonitor.Core.Monitors;
using LlmMonitor.Core.Privacy;
using LlmMonitor.Core.Probes;
using LlmMonitor.Core.Projects;
using Microsoft.Extensions.Options;

namespace LlmMonitor.Core.Canaries;

/// <summary>
/// Asks a project's canaries once, keeps what they came to, and leaves the verdicts as findings. A run is done once however often its message
/// comes: its canaries are kept one by one, and its calls have the run in their ids.
/// </summary>
public sealed class CanaryRunner(
    CanaryStore store,
    ExpectationJudge judge,
    Prober prober,
    RunClaims claims,
    FindingStore findings,
    IOptions<CanaryOptions> options,
    TimeProvider time
)
{
    public const string Source = "canaries";

    /// <summary>How far back a run looks for what is usual.</summary>
    public static TimeSpan LookBack { get; } = TimeSpan.FromDays(7);

    /// <summary>Runs come each hour; one that is an hour late is missed.</summary>
    private static readonly TimeSpan Valid = TimeSpan.FromMinutes(135);

    /// <returns>What the run came to, canary by canary.</returns>
    /// <exception cref="RunUnfinishedException">It is under way elsewhere, or too long for one go: come again.</exception>
    public async Task<IReadOnlyList<CanaryResult>> RunAsync(Project project, string run, CancellationToken cancellation)
    {
        var canaries = await store.ListAsync(project.Id, cancellation);
        if (canaries.Count == 0)
            return [];
        if (await claims.BeginAsync(project.Id, $"canaries|{run}", cancellation) is not { } claim)
            return await DoneAsync(project.Id, canaries, run, cancellation);
        var isDone = false;
        try
        {
            var results = await AskAllAsync(project, canaries, run, claim, cancellation);
            isDone = results.Count == canaries.Count;
            if (!isDone)
                throw new RunUnfinishedException($"Run {run} has asked {results.Count} of {canaries.Count} canaries so far.");
            await LeaveFindingsAsync(project.Id, canaries, run, cancellation);
            return results;
        }
        finally
        {
            await claims.EndAsync(claim, isDone, CancellationToken.None);
        }
    }

    /// <summary>The canaries take turns to be first, so that a cap does not always skip the same.</summary>
    private async Task<IReadOnlyList<CanaryResult>> AskAllAsync(
        Project project,
        IReadOnlyList<Canary> canaries,
        string run,
        RunClaim claim,
        CancellationToken cancellation
    )
    {
        var done = new ConcurrentBag<CanaryResult>(await DoneAsync(project.Id, canaries, run, cancellation));
        var spent = new RunSpend(
            PicoUsd.FromUsd(options.Value.UsdPerRun),
            done.Aggregate(PicoUsd.Zero, (sum, result) => sum + result.Cost)
        );
        var left = canaries.ExceptBy(done.Select(result => result.CanaryId), canary => canary.Id).OrderBy(canary => Turn(run, canary.Id));
        await Parallel.ForEachAsync(
            left,
            new ParallelOptions { MaxDegreeOfParallelism = options.Value.Concurrency, CancellationToken = cancellation },
            async (canary, token) =>
            {
                if (claims.IsOver(claim))
                    return;
                var result = await AskAsync(project, canary, run, spent, token);
                await store.PutResultAsync(project.Id, result, token);
                done.Add(result);
            }
        );
        return [.. done.OrderBy(result => result.CanaryId, StringComparer.Ordinal)];
    }

    /// <summary>Asks one canary: as often as set, and as often again where it just fell, since a fall is told at once. What is begun is ended, past the cap too.</summary>
    private async Task<CanaryResult> AskAsync(Project project, Canary canary, string run, RunSpend spent, CancellationToken cancellation)
    {
        var at = time.GetUtcNow();
        var before = await BeforeAsync(project.Id, canary, run, cancellation);
        var asked = new List<Asked>();
        if (spent.IsOpen)
            await RepeatAsync();
        if (CanaryRules.Majority(States()) == CanaryState.Fail && before is not { State: CanaryState.Fail })
        {
            var first = asked.Count;
            await RepeatAsync();
            // Both rounds must fail; where the second does not, the first was bad luck, and what is said is what the second says.
            if (CanaryRules.Majority([.. States().Skip(first)]) != CanaryState.Fail)
                asked.RemoveRange(0, first);
        }
        return CanaryRules.Continue(before, ResultOf(project, canary, run, at, asked));

        IReadOnlyList<CanaryState> States() => [.. asked.Select(one => one.Outcome.State)];

        async Task RepeatAsync()
        {
            for (var i = 0; i < options.Value.Repeats; i++)
                asked.Add(
                    await AskOnceAsync(project, canary, Prober.IdOf("canary", run, canary.Id, $"{asked.Count + 1}"), spent, cancellation)
                );
        }
    }

    private async Task<Asked> AskOnceAsync(Project project, Canary canary, string requestId, RunSpend spent, CancellationToken cancellation)
    {
        var call = new ProbeCall(
            requestId,
            CallOrigin.Canary,
            canary.Prompt,
            canary.Endpoint,
            $"canary:{canary.Id}"[..Math.Min(canary.Id.Length + 7, CallLimits.IdCharacters)],
            null
        );
        var (answer, counted) = await prober.AskAsync(project, canary.Target, call, cancellation);
        spent.Pay(counted);
        if (answer.Text is not { } text)
            return new(requestId, answer, new(CanaryState.Unknown, [answer.Error!.Message!]), counted);
        var (outcome, judging) = await judge.JudgeAsync(project, canary, text, requestId, cancellation);
        return new(requestId, answer, outcome, counted + judging);
    }

    private static CanaryResult ResultOf(Project project, Canary canary, string run, DateTimeOffset at, List<Asked> asked)
    {
        var state = asked.Count == 0 ? CanaryState.Unknown : CanaryRules.Majority([.. asked.Select(one => one.Outcome.State)]);
        var speaking = asked
            .Where(one => one.Outcome.State == state || state == CanaryState.Unknown)
            .SelectMany(one => one.Outcome.Sentences);
        return new(canary.Id, canary.Endpoint, run, at, canary.Definition(), state, Kept(project, speaking.Distinct().Take(5)))
        {
            Reason =
                state != CanaryState.Unknown ? null
                : asked.Count == 0 ? CanaryReasons.CostCap
                : asked.Count(one => one.Answer.Text is null) * 2 > asked.Count ? CanaryReasons.Unreachable
                : asked.Any(one => one.Answer.Text is not null && one.Outcome.State == CanaryState.Unknown) ? CanaryReasons.NotJudged
                : CanaryReasons.Split,
            Passed = asked.Count(one => one.Outcome.State == CanaryState.Pass),
            Failed = asked.Count(one => one.Outcome.State == CanaryState.Fail),
            Unknown = asked.Count(one => one.Outcome.State == CanaryState.Unknown),
            RequestIds = [.. asked.Select(one => one.RequestId)],
            Answers = [.. asked.Select(one => one.Answer.Text).OfType<string>().Select(HashOf)],
            Models = [.. asked.Select(one => one.Answer.ResponseModel).OfType<string>().Distinct()],
            Fingerprints = [.. asked.Select(one => one.Answer.SystemFingerprint).OfType<string>().Distinct()],
            Cost = asked.Aggregate(PicoUsd.Zero, (sum, one) => sum + one.Counted),
        };
    }

    /// <summary>Sentences quote answers: they are kept as the project keeps texts.</summary>
    private static List<string> Kept(Project project, IEnumerable<string> sentences) =>
        project.Settings.Texts switch
        {
            TextKeeping.Full => [.. sentences],
            TextKeeping.Redacted => [.. sentences.Select(Redactor.Redact)],
            _ => [],
        };

    private async Task LeaveFindingsAsync(string projectId, IReadOnlyList<Canary> canaries, string run, CancellationToken cancellation)
    {
        var now = time.GetUtcNow();
        foreach (var endpoint in canaries.GroupBy(canary => canary.Endpoint, StringComparer.Ordinal))
        {
            var histories = new List<IReadOnlyList<CanaryResult>>();
            foreach (var canary in endpoint)
                histories.Add(await store.ReadResultsAsync(projectId, canary.Id, RunClaims.NameOf(now - LookBack), run, cancellation));
            var verdicts = CanaryVerdicts.Of(endpoint.Key, [.. histories.Where(history => history.Count > 0)], options.Value);
            await findings.PutAsync(projectId, Source, endpoint.Key, verdicts, now + Valid, cancellation);
        }
    }

    private async Task<IReadOnlyList<CanaryResult>> DoneAsync(
        string projectId,
        IReadOnlyList<Canary> canaries,
        string run,
        CancellationToken cancellation
    )
    {
        var done = new List<CanaryResult>();
        foreach (var canary in canaries)
            done.AddRange(await store.ReadResultsAsync(projectId, canary.Id, run, run, cancellation));
        return done;
    }

    private async Task<CanaryResult?> BeforeAsync(string projectId, Canary canary, string run, CancellationToken cancellation)
    {
        var definition = canary.Definition();
        var results = await store.ReadResultsAsync(projectId, canary.Id, RunClaims.NameOf(time.GetUtcNow() - LookBack), run, cancellation);
        return results.LastOrDefault(result => string.CompareOrdinal(result.Run, run) < 0 && result.Definition == definition);
    }

    private static string HashOf(string answer) => Convert.ToHexStringLower(XxHash64.Hash(Encoding.UTF8.GetBytes(answer.Trim())));

    private static ulong Turn(string run, string canaryId) => XxHash64.HashToUInt64(Encoding.UTF8.GetBytes($"{run}|{canaryId}"));

    private sealed record Asked(string RequestId, ProbeAnswer Answer, CanaryOutcome Outcome, PicoUsd Counted);
}
