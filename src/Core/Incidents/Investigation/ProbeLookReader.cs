using System.Globalization;
using LlmMonitor.Core.Canaries;
using LlmMonitor.Core.Drift;
using LlmMonitor.Core.GoldenSets;
using LlmMonitor.Core.Incidents.Analysis;
using LlmMonitor.Core.Probes;

namespace LlmMonitor.Core.Incidents;

/// <summary>What canaries and golden sets said: the same questions before and after.</summary>
public sealed class ProbeLookReader(CanaryStore canaries, GoldenStore golden)
{
    public async Task<IReadOnlyList<CanaryLook>> CanariesAsync(
        string projectId,
        string? endpoint,
        DateTimeOffset from,
        DateTimeOffset to,
        CancellationToken cancellation
    )
    {
        var looks = new List<CanaryLook>();
        foreach (var canary in await canaries.ListAsync(projectId, cancellation))
        {
            if (endpoint is not null && canary.Endpoint != endpoint)
                continue;
            var results = await canaries.ReadResultsAsync(projectId, canary.Id, RunOf(from), RunOf(to), cancellation);
            looks.AddRange(
                results
                    .Where(result => result.State != CanaryState.Unknown)
                    .Select(result => new CanaryLook(
                        canary.Id,
                        canary.Endpoint,
                        canary.Target.Type == ProbeKind.Model,
                        result.At,
                        result.State == CanaryState.Pass
                    ))
            );
        }
        return looks;
    }

    public async Task<IReadOnlyList<GoldenLook>> GoldenAsync(
        string projectId,
        string? endpoint,
        DateTimeOffset from,
        DateTimeOffset to,
        CancellationToken cancellation
    )
    {
        var looks = new List<GoldenLook>();
        foreach (var head in await golden.ListAsync(projectId, cancellation))
        {
            if (await golden.FindVersionAsync(projectId, head.Name, head.Version, cancellation) is not { } set)
                continue;
            if (endpoint is not null && set.Endpoint != endpoint)
                continue;
            var runs = await golden.ReadRunsAsync(projectId, head.Name, cancellation);
            foreach (var run in runs.Where(run => run.IsDone && run.At >= from && run.At < to))
                looks.AddRange(run.Scores.Select(score => new GoldenLook(head.Name, run.At, score.Key, score.Value.Mean, score.Value.N)));
        }
        return looks;
    }

    /// <summary>Of what kind the questions of the golden sets are, as those stand.</summary>
    public async Task<IReadOnlyList<GoldenQuestion>> QuestionsAsync(string projectId, string? endpoint, CancellationToken cancellation)
    {
        var questions = new List<GoldenQuestion>();
        foreach (var head in await golden.ListAsync(projectId, cancellation))
            if (
                await golden.FindVersionAsync(projectId, head.Name, head.Version, cancellation) is { } set
                && (endpoint is null || set.Endpoint == endpoint)
            )
                foreach (var example in await golden.ReadExamplesAsync(projectId, set, cancellation))
                    questions.Add(KindOf(OutputShape.Of(example.Question).Values));
        return questions;
    }

    private static GoldenQuestion KindOf(IReadOnlyList<float> shape) =>
        new(CallClasses.LanguageOf(shape), CallClasses.PromptLength(shape), CallClasses.QueryType(shape));

    private static string RunOf(DateTimeOffset time) => time.UtcDateTime.ToString("yyyyMMddHHmmss", CultureInfo.InvariantCulture);
}
