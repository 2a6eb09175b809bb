using System.Globalization;

namespace LlmMonitor.Capacity;

/// <summary>
/// Projects over several storage accounts, two ways to choose a project's account: by a hash of its name (nothing to remember), or the one
/// with least load at the time, remembered for good. Traffic of projects is heavy-tailed and grows unevenly after they were placed.
/// </summary>
internal static class Accounts
{
    private const int Projects = 1000;
    private const int Runs = 200;

    /// <summary>20,000 entities a second an account, four a call: docs/operating/capacity.md.</summary>
    private const double CallsASecondAnAccount = 5000;

    /// <summary>Accounts are planned to be this full on average.</summary>
    private const double Planned = 0.5;

    public static void Show()
    {
        Console.WriteLine(
            "accounts | calls/s in all | way | fullest account, median | 95th percentile | runs with an account over its limit"
        );
        foreach (var accounts in new[] { 2, 4, 8, 16 })
        foreach (var (name, isByHash) in new[] { ("hash", true), ("least load", false) })
        {
            var fullest = Enumerable.Range(0, Runs).Select(run => Fullest(accounts, isByHash, new Random(run))).Order().ToArray();
            Console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{accounts} | {accounts * CallsASecondAnAccount * Planned:N0} | {name} | {fullest[Runs / 2]:P0} | {fullest[Runs * 95 / 100]:P0} | {fullest.Count(full => full > 1) * 100 / Runs} %"
                )
            );
        }
    }

    /// <returns>Load over limit of the fullest account.</returns>
    private static double Fullest(int accounts, bool isByHash, Random random)
    {
        var first = Enumerable.Range(0, Projects).Select(_ => HeavyTailed(random)).ToArray();
        var home = new int[Projects];
        var placed = new double[accounts];
        for (var project = 0; project < Projects; project++)
        {
            home[project] = isByHash ? random.Next(accounts) : Array.IndexOf(placed, placed.Min());
            placed[home[project]] += first[project];
        }
        // A year later: each project has between a third and three times its traffic.
        var later = first.Select(load => load * Math.Pow(3, 2 * random.NextDouble() - 1)).ToArray();
        var perCall = accounts * CallsASecondAnAccount * Planned / later.Sum();
        var loads = new double[accounts];
        for (var project = 0; project < Projects; project++)
            loads[home[project]] += later[project] * perCall;
        return loads.Max() / CallsASecondAnAccount;
    }

    /// <summary>Pareto with exponent 1.5: of a thousand, the largest has some 6 % of all.</summary>
    private static double HeavyTailed(Random random) => Math.Pow(1 - random.NextDouble(), -1 / 1.5);
}
