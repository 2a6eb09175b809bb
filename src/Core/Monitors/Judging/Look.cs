namespace LlmMonitor.Core.Monitors;

/// <summary>One look back over the last minutes, which judges only what it saw often enough.</summary>
public readonly record struct Look(int Minutes, long LeastSamples)
{
    /// <summary>A short one finds a sharp fault soon, a longer one a mild fault; both are taken where they have the samples.</summary>
    public static IReadOnlyList<Look> Usual { get; } = [new(5, 30), new(15, 30)];

    /// <summary>Taken where neither has: a quiet endpoint is judged by its last hour.</summary>
    public static Look Quiet { get; } = new(60, 30);

    /// <summary>
    /// The verdict of the worst look; of equals the first that alarms, or the last that is calm, which saw the most.
    /// </summary>
    /// <param name="judge">Null where a look saw too few.</param>
    /// <param name="tooFew">What is said where none saw enough.</param>
    public static Verdict Worst(Func<Look, Verdict?> judge, Func<Look, Verdict> tooFew)
    {
        var verdicts = Usual.Select(judge).OfType<Verdict>().ToList();
        return verdicts.Count == 0
            ? judge(Quiet) ?? tooFew(Quiet)
            : verdicts.Where(verdict => verdict.State != VerdictState.Ok).MaxBy(verdict => verdict.State) ?? verdicts[^1];
    }
}
