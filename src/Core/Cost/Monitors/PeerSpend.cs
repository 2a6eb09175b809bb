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

    /// <returns>USD a minute; null where too few are known.</returns>
    public static double? BusyRate(IReadOnlyList<UserSums> users)
    {
        double[] all = [.. users.SelectMany(user => user.Stretches)];
        return users.Count(user => user.Stretches.Count > 0) < LeastUsers || all.Length < LeastStretches
            ? null
            : ExactQuantile.Of(all, Busy);
    }

    /// <summary>The user's own baseline where it called in half of the stretches, but never below what busy users spend if that is all there is.</summary>
    public static SpendBaseline? BaselineOf(SpendSeries series, int from, int stretches, double? busyRate, SpendBaseline? project)
    {
        var blocks = SpendBaseline.BlocksOf(series.Length - SpendBaseline.LeftOutMinutes - from);
        if (2 * stretches >= blocks && SpendBaseline.Recent(series, from, project?.Scatter ?? SpendBaseline.LeastScatter) is { } own)
            return own with { LumpUsd = project?.LumpUsd ?? 0 };
        if (busyRate is not > 0 || project is null)
            return null;
        var rate = busyRate.Value;
        return project with
        {
            Source = "busy_peers",
            UsdPerMinute = rate,
            Spread =
            [
                .. SpendBaseline.Windows.Select(window => SpendBaseline.RandomCalls(project.UsdPerCall * project.Scatter, window * rate)),
            ],
            Precedent = [.. SpendBaseline.Windows.Select(_ => 0.0)],
        };
    }
}
