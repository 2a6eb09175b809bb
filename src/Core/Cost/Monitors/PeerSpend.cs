using LlmMonitor.Core.Statistics;

namespace LlmMonitor.Core.Cost.Monitors;

/// <summary>
/// What busy users of a project do, by which a user is judged who has not called steadily: the rates that one in a hundred of all stretches
/// of ten minutes with calls of a user exceeds. How unevenly users call is taken from all others together: one alone shows too little of it.
/// </summary>
/// <param name="UsdPerMinute">What a busy user spends.</param>
/// <param name="CallsPerMinute">How often a busy user calls.</param>
/// <param name="Calls">Of all users, those that did not call too.</param>
public sealed record PeerSpend(double UsdPerMinute, double CallsPerMinute, CallSums Calls)
{
    public const int LeastUsers = 5;
    private const int LeastStretches = 20;
    private const double Busy = 0.99;

    /// <returns>Null where too few are known.</returns>
    public static PeerSpend? Of(SpendSubjects subjects)
    {
        List<Stretch> all = [.. subjects.Users.SelectMany(user => user.Stretches)];
        return subjects.Users.Count(user => user.Stretches.Count > 0) < LeastUsers || all.Count < LeastStretches
            ? null
            : new(
                RateOf(all, stretch => stretch.Usd),
                RateOf(all, stretch => stretch.Calls),
                CallSums.Of(all.Select(stretch => stretch.Calls), subjects.Users.Count * subjects.StretchesOfUsers)
            );
    }

    /// <summary>The user's own baseline where it called in half of the stretches, else what busy users do.</summary>
    public static SpendBaseline? BaselineOf(
        SpendSeries series,
        SpendSubjects subjects,
        UserSums user,
        PeerSpend? peers,
        SpendBaseline? project
    )
    {
        var scatter = project?.Scatter ?? SpendBaseline.LeastScatter;
        var dispersion = peers?.DispersionFor(series, subjects, user) ?? 1;
        if (
            2 * user.Stretches.Count >= subjects.StretchesOfUsers
            && SpendBaseline.Recent(series, subjects.From, scatter + dispersion - 1) is { } own
        )
        {
            var calls = series.SumCalls(subjects.From, series.Length - SpendBaseline.LeftOutMinutes) / (double)own.Minutes;
            return own with { LumpUsd = project?.LumpUsd ?? 0, Calls = peers is null ? null : new(calls, dispersion, own.Minutes) };
        }
        if (peers is not { UsdPerMinute: > 0 } || project is null)
            return null;
        var squaresOverMean = project.UsdPerCall * (scatter + dispersion - 1);
        return project with
        {
            Source = "busy_peers",
            UsdPerMinute = peers.UsdPerMinute,
            Spread = [.. SpendBaseline.Windows.Select(window => SpendBaseline.RandomCalls(squaresOverMean, window * peers.UsdPerMinute))],
            Precedent = [.. SpendBaseline.Windows.Select(_ => 0.0)],
            Calls = new(peers.CallsPerMinute, dispersion, project.Minutes),
        };
    }

    /// <summary>That of the other users, or the user's own where it is greater: of what came and went, so that a spike does not excuse itself.</summary>
    private double DispersionFor(SpendSeries series, SpendSubjects subjects, UserSums user)
    {
        var others = Calls.Without(CallSums.Of(user.Stretches.Select(stretch => stretch.Calls), subjects.StretchesOfUsers));
        var before = SpendBaseline.BeforeLastCalm(series, subjects.From, UsdPerMinute);
        var stretches = (before - subjects.From) / SpendBaseline.BlockMinutes;
        var own = Enumerable
            .Range(1, stretches)
            .Select(i => series.SumCalls(before - i * SpendBaseline.BlockMinutes, before - (i - 1) * SpendBaseline.BlockMinutes));
        return Math.Max(others.Dispersion, CallSums.Of(own, stretches).Dispersion);
    }

    /// <summary>A minute, of a busy user.</summary>
    private static double RateOf(List<Stretch> stretches, Func<Stretch, double> what) =>
        ExactQuantile.Of([.. stretches.Select(what)], Busy)!.Value / SpendBaseline.BlockMinutes;
}

/// <summary>How many calls stretches of ten minutes held.</summary>
/// <param name="Stretches">Those without calls too.</param>
public readonly record struct CallSums(double Sum, double Squares, int Stretches)
{
    /// <summary>Variance over mean, of users that differ too: 1 where all call at random at one rate, and at least.</summary>
    public double Dispersion => Sum > 0 ? Math.Max(1, Squares / Sum - Sum / Stretches) : 1;

    public static CallSums Of(IEnumerable<long> calls, int stretches) =>
        calls.Aggregate(
            new CallSums(0, 0, stretches),
            (sums, n) => sums with { Sum = sums.Sum + n, Squares = sums.Squares + (double)n * n }
        );

    public CallSums Without(CallSums some) => new(Sum - some.Sum, Squares - some.Squares, Stretches - some.Stretches);
}
