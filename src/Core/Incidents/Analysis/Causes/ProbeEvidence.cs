using LlmMonitor.Core.GoldenSets;

namespace LlmMonitor.Core.Incidents.Analysis;

/// <summary>What questions that never change say: canaries and golden sets on both sides of the onset. Null means too little to say.</summary>
/// <param name="Model">Canaries that ask the model alone fail more; false where they surely do not.</param>
/// <param name="App">The same of canaries that ask the whole app.</param>
/// <param name="Retrieval">The golden sets' retrieval dropped.</param>
/// <param name="Generation">Their answers dropped: faithfulness, relevancy, match.</param>
internal sealed record ProbeEvidence(bool? Model, bool? App, bool? Retrieval, bool? Generation, IReadOnlyList<string> Sentences)
{
    private const double Alpha = 0.01;
    private const int LeastLooks = 10;

    /// <summary>A mean is held to have dropped by this and by three standard errors of a share of so many examples.</summary>
    private const double LeastDrop = 0.05;

    public static ProbeEvidence Of(IncidentEvidence evidence, DateTimeOffset before, DateTimeOffset since)
    {
        List<string> sentences = [];
        var looks = evidence
            .Canaries.Where(look =>
                evidence.Question.Endpoint is null || look.Endpoint is null || look.Endpoint == evidence.Question.Endpoint
            )
            .ToList();
        bool? Canaries(bool modelOnly, string what) =>
            Failing([.. looks.Where(look => look.ModelOnly == modelOnly)], before, since, what, sentences);
        bool? Golden(Func<string, bool> metric, string what) =>
            Dropped([.. evidence.Golden.Where(look => metric(look.Metric))], before, since, what, sentences);
        static bool IsRetrieval(string metric) => metric is EvaluatorNames.RetrievalRecall or EvaluatorNames.RetrievalPrecision;
        return new(
            Canaries(true, "Canaries that ask the model alone"),
            Canaries(false, "Canaries that ask the app"),
            Golden(IsRetrieval, "Retrieval of the golden sets"),
            Golden(metric => !IsRetrieval(metric), "Answers of the golden sets"),
            sentences
        );
    }

    private static bool? Failing(List<CanaryLook> looks, DateTimeOffset before, DateTimeOffset since, string what, List<string> sentences)
    {
        Rate Of(Func<CanaryLook, bool> when) => new(looks.Count(when), looks.Count(look => when(look) && !look.Passed));
        var (was, isNow) = (Of(look => look.At < before), Of(look => look.At >= since));
        if (was.Judged < LeastLooks || isNow.Judged < 1)
            return null;
        // Runs of one canary are alike: each counts once on the side since the onset.
        var flipped = looks
            .Where(look => look.At >= since)
            .GroupBy(look => look.Canary)
            .Count(canary => canary.Count(look => !look.Passed) * 2 > canary.Count());
        var p = Likelihood.RiseP(was, isNow);
        sentences.Add($"{what} failed {was} before and {isNow} since ({flipped} of them mostly fail; {Chance.Text(p)}).");
        return p <= Alpha ? true
            : isNow.Judged >= LeastLooks ? false
            : null;
    }

    private static bool? Dropped(List<GoldenLook> looks, DateTimeOffset before, DateTimeOffset since, string what, List<string> sentences)
    {
        bool? dropped = null;
        foreach (var metric in looks.GroupBy(look => (look.Set, look.Metric)))
        {
            var was = metric.Where(look => look.At < before).ToList();
            var isNow = metric.Where(look => look.At >= since).ToList();
            if (was.Count == 0 || isNow.Count == 0)
                continue;
            var (mean, now) = (was.Average(look => look.Mean), isNow.Average(look => look.Mean));
            var (n, m) = (was.Sum(look => look.N), isNow.Sum(look => look.N));
            // A score from 0 to 1 spreads no more than a share does.
            var error = Math.Sqrt(Math.Max(mean * (1 - mean), 0.01) * (1.0 / Math.Max(1, n) + 1.0 / Math.Max(1, m)));
            var isDrop = mean - now >= Math.Max(LeastDrop, 3 * error);
            sentences.Add(
                $"{what}: {metric.Key.Metric} of {metric.Key.Set} is {now:0.00}, after {mean:0.00}{(isDrop ? ", which is a drop" : "")}."
            );
            dropped = isDrop || (dropped ?? false);
        }
        return dropped;
    }
}
