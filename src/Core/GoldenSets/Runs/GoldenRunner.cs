using System.Collections.Concurrent;
using System.IO.Hashing;
using System.Text;
using LlmMonitor.Core.Judge;
using LlmMonitor.Core.Money;
using LlmMonitor.Core.Monitors;
using LlmMonitor.Core.Probes;
using LlmMonitor.Core.Projects;
using Microsoft.Extensions.Options;

namespace LlmMonitor.Core.GoldenSets;

/// <summary>
/// Asks a golden set once and compares it. Each example is kept as it is done, so that a run that was interrupted, or took too long for one go,
/// goes on where it was, and a message that comes twice changes nothing.
/// </summary>
public sealed class GoldenRunner(
    GoldenStore store,
    GoldenAsk ask,
    RunClaims claims,
    FindingStore findings,
    IOptions<GoldenOptions> options,
    IOptions<JudgeOptions> judge,
    TimeProvider time
)
{
    public const string Source = "golden";

    /// <summary>How long an outage is waited for; what is not answered then is kept as not answered.</summary>
    private static readonly TimeSpan GiveUpAfter = TimeSpan.FromHours(1);

    /// <summary>Runs come each day.</summary>
    private static readonly TimeSpan Valid = TimeSpan.FromHours(27);

    /// <returns>The run; null where there is no such set, or nobody to ask.</returns>
    /// <exception cref="RunUnfinishedException">It is under way elsewhere, not done yet, or waits for an outage to end: come again.</exception>
    public async Task<GoldenRun?> RunAsync(Project project, string name, string run, CancellationToken cancellation)
    {
        if (await store.FindAsync(project.Id, name, cancellation) is not { } head)
            return null;
        var begun = await store.FindRunAsync(project.Id, name, run, cancellation);
        if (begun is { IsDone: true })
            return begun;
        if (await store.FindVersionAsync(project.Id, name, begun?.Version ?? head.Version, cancellation) is not { Target: not null } set)
            return null;
        if (await claims.BeginAsync(project.Id, $"golden|{name}|{run}", cancellation) is not { } claim)
            return await store.FindRunAsync(project.Id, name, run, cancellation);
        var isDone = false;
        try
        {
            begun ??= new GoldenRun(name, run, set.Version, time.GetUtcNow(), $"{judge.Value.Model}: {JudgedEvaluators.Versions}");
            await store.PutRunAsync(project.Id, begun, cancellation);
            var examples = await store.ReadExamplesAsync(project.Id, set, cancellation);
            var (results, skipped) = await AskAllAsync(project, set, begun, examples, claim, cancellation);
            if (results.Count + skipped < examples.Count)
                throw new RunUnfinishedException(
                    $"Run {run} of golden set {name} has {results.Count} of {examples.Count} examples so far."
                );
            var closed = await CloseAsync(project.Id, set, head, begun, results, skipped, cancellation);
            isDone = true;
            return closed;
        }
        finally
        {
            await claims.EndAsync(claim, isDone, CancellationToken.None);
        }
    }

    private async Task<(IReadOnlyList<GoldenResult> Results, int Skipped)> AskAllAsync(
        Project project,
        GoldenSet set,
        GoldenRun run,
        IReadOnlyList<GoldenExample> examples,
        RunClaim claim,
        CancellationToken cancellation
    )
    {
        var done = new ConcurrentBag<GoldenResult>(await store.ReadResultsAsync(project.Id, set.Name, run.Run, cancellation));
        var spent = new RunSpend(
            PicoUsd.FromUsd(options.Value.UsdPerRun),
            done.Aggregate(PicoUsd.Zero, (sum, result) => sum + result.Cost)
        );
        var isLastTry = time.GetUtcNow() - run.At >= GiveUpAfter;
        var skipped = 0;
        await Parallel.ForEachAsync(
            // Always in the same order: a cap then leaves out the same examples, and runs stay comparable.
            examples.ExceptBy(done.Select(result => result.ExampleId), example => example.Id).OrderBy(Place),
            new ParallelOptions { MaxDegreeOfParallelism = options.Value.Concurrency, CancellationToken = cancellation },
            async (example, token) =>
            {
                if (claims.IsOver(claim))
                    return;
                if (!spent.IsOpen)
                {
                    Interlocked.Increment(ref skipped);
                    return;
                }
                if (await ask.AskAsync(project, set, example, run.Run, isLastTry, token) is not { } result)
                    return;
                spent.Pay(result.Cost);
                await store.PutResultAsync(project.Id, set.Name, run.Run, result, token);
                done.Add(result);
            }
        );
        return ([.. done], skipped);
    }

    private async Task<GoldenRun> CloseAsync(
        string projectId,
        GoldenSet set,
        GoldenHead head,
        GoldenRun run,
        IReadOnlyList<GoldenResult> results,
        int skipped,
        CancellationToken cancellation
    )
    {
        var comparisons = new List<GoldenComparison>();
        foreach (var (with, name) in new[] { ("good", head.GoodRun), ("pinned", head.PinnedRun) })
            if (
                name is not null
                && name != run.Run
                && (with == "pinned" || name != head.PinnedRun)
                && await store.FindRunAsync(projectId, set.Name, name, cancellation) is { IsDone: true } other
            )
                comparisons.AddRange(
                    GoldenRules.Compare(
                        run,
                        results,
                        with,
                        other,
                        await store.ReadResultsAsync(projectId, set.Name, name, cancellation),
                        options.Value.FewestPairs
                    )
                );
        var closed = GoldenRules.Close(run, results, skipped, GoldenRules.Adjust(comparisons), options.Value);
        await store.PutRunAsync(projectId, closed, cancellation);
        await findings.PutAsync(projectId, Source, set.Name, [GoldenRules.VerdictOf(closed, set)], time.GetUtcNow() + Valid, cancellation);
        if (closed is { State: VerdictState.Ok } or { Reason: "no_baseline" })
            await store.ChangeAsync(projectId, set.Name, before => before! with { GoodRun = run.Run }, cancellation);
        return closed;
    }

    private static ulong Place(GoldenExample example) => XxHash64.HashToUInt64(Encoding.UTF8.GetBytes(example.Id));
}
