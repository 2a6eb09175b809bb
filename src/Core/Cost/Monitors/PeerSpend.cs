using LlmMonitor.Core.Rollups;
using LlmMonitor.Core.Statistics;

namespace LlmMonitor.Core.Cost.Monitors;

/// <summary>
/// What busy users of a project spend, by which a user is judged who has not called steadily: the rate that one in a hundred of all stretches
/// of ten minutes with calls of a user exceeds.
/// </summary>
public static class PeerSpend
{
    public const int LeastUsers = 5;
    private const int LeastStretches = 20;
    private const double Busy = 0.99;

    /// <param name="stretches">For each user, the USD of each stretch in which it called, over the minutes of the stretch.</param>
    public static double? BusyRate(IReadOnlyCollection<IReadOnlyList<double>> stretches)
    {
        double[] all = [.. stretches.SelectMany(user => user)];
        return stretches.Count < LeastUsers || all.Length < LeastStretches ? null : ExactQuantile.Of(all, Busy);
    }

    /// <summary>Rates of the stretches of ten minutes, counted back from the end of the baseline, in which the user called.</summary>
    public static IReadOnlyList<double> StretchesOf(UserMinutes user, Minute from, Minute before)
    {
        var blocks = new double?[Math.Max(1, (before.Number - from.Number) / SpendBaseline.BlockMinutes)];
        foreach (var (minute, spend) in user.Minutes)
            if (minute >= from && minute < before && (before.Number - 1 - minute.Number) / SpendBaseline.BlockMinutes is var block && block < blocks.Length)
                blocks[block] = (blocks[block] ?? 0) + (double)spend.Cost.Pico / 1e12 / SpendBaseline.BlockMinutes;
        return [.. blocks.OfType<double>()];
    }

    /// <summary>The user's own baseline where it called in half of the stretches, but never below what busy users spend if that is all there is.</summary>
    public static SpendBaseline? BaselineOf(SpendSeries series, int from, int stretches, double? busyRate, SpendBaseline? project)
    {
        var blocks = Math.Max(1, (series.Length - SpendBaseline.LeftOutMinutes - from) / SpendBaseline.BlockMinutes);
        if (2 * stretches >= blocks && SpendBaseline.Recent(series, from) is { } own)
            return own with { LumpUsd = project?.LumpUsd ?? 0 };
        if (busyRate is not > 0 || project is null)
            return null;
        var rate = busyRate.Value;
        return project with
        {
            Source = "busy_peers",
            UsdPerMinute = rate,
            Spread = [.. SpendBaseline.Windows.Select(window => SpendBaseline.RandomCalls(project.UsdPerCall, window * rate))],
            Precedent = [.. SpendBaseline.Windows.Select(_ => 0.0)],
        };
    }
}
