namespace LlmMonitor.Core.Canaries;

/// <summary>How many canaries of an endpoint answered, in one run, to the letter as in the run before.</summary>
/// <param name="Usual">The share in the runs before it; NaN where there is none.</param>
/// <param name="PValue">How likely so few are by chance; null where too little is known.</param>
public sealed record AnswerRun(string Run, DateTimeOffset At, int Same, int N, double Usual, double? PValue)
{
    /// <summary>The runs of these histories, oldest first.</summary>
    public static IReadOnlyList<AnswerRun> Of(IReadOnlyList<IReadOnlyList<CanaryResult>> histories)
    {
        var runs = new List<AnswerRun>();
        var (same, n) = (0L, 0L);
        foreach (
            var run in histories
                .SelectMany(history => history)
                .GroupBy(result => result.Run)
                .OrderBy(run => run.Key, StringComparer.Ordinal)
        )
        {
            var compared = run.Where(result => result.SameAnswers is not null).ToList();
            var equal = compared.Count(result => result.SameAnswers == true);
            var p = CanaryRules.PValueOfSame(equal, compared.Count, same, n);
            runs.Add(new(run.Key, run.Max(result => result.At), equal, compared.Count, n == 0 ? double.NaN : (double)same / n, p));
            (same, n) = (same + equal, n + compared.Count);
        }
        return runs;
    }
}
