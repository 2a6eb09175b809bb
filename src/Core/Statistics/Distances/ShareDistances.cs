namespace LlmMonitor.Core.Statistics.Distances;

/// <summary>How far two distributions over the same categories lie apart. Shares or counts come in; they are scaled to sum 1.</summary>
public static class ShareDistances
{
    /// <summary>Σ (a − e) ln(a / e): the symmetric relative entropy that credit scoring calls population stability index.</summary>
    /// <param name="floor">What an empty category counts as, because the logarithm of nothing is none.</param>
    public static double PopulationStability(IReadOnlyList<double> expected, IReadOnlyList<double> actual, double floor = 1e-4) =>
        Pairs(expected, actual)
            .Sum(pair =>
            {
                var (e, a) = (Math.Max(pair.Left, floor), Math.Max(pair.Right, floor));
                return (a - e) * Math.Log(a / e);
            });

    /// <summary>√(Σ (√p − √q)² / 2), from 0 to 1. Hellinger 1909.</summary>
    public static double Hellinger(IReadOnlyList<double> p, IReadOnlyList<double> q) =>
        Math.Sqrt(Pairs(p, q).Sum(pair => Math.Pow(Math.Sqrt(pair.Left) - Math.Sqrt(pair.Right), 2)) / 2);

    /// <summary>The root of the Jensen–Shannon divergence with logarithms to base 2, from 0 to 1. Endres and Schindelin 2003.</summary>
    public static double JensenShannon(IReadOnlyList<double> p, IReadOnlyList<double> q)
    {
        static double Term(double share, double middle) => share > 0 ? share * Math.Log2(share / middle) : 0;
        var sum = Pairs(p, q).Sum(pair => Term(pair.Left, (pair.Left + pair.Right) / 2) + Term(pair.Right, (pair.Left + pair.Right) / 2));
        return Math.Sqrt(Math.Max(0, sum / 2));
    }

    /// <summary>The largest change of one category's share.</summary>
    public static double Largest(IReadOnlyList<double> p, IReadOnlyList<double> q) =>
        Pairs(p, q).Max(pair => Math.Abs(pair.Left - pair.Right));

    private static IEnumerable<(double Left, double Right)> Pairs(IReadOnlyList<double> left, IReadOnlyList<double> right)
    {
        if (left.Count != right.Count)
            throw new ArgumentException($"There are {left.Count} categories on one side and {right.Count} on the other.", nameof(right));
        var (ofLeft, ofRight) = (left.Sum(), right.Sum());
        return left.Zip(right, (x, y) => (x / ofLeft, y / ofRight));
    }
}
