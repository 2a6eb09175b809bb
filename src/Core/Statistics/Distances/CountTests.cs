using MathNet.Numerics;

namespace LlmMonitor.Core.Statistics.Distances;

/// <summary>Tests of counts.</summary>
public static class CountTests
{
    /// <summary>Σ (o − e)² / e, and its p with one degree of freedom less than categories. Pearson 1900; fair from about five expected in each.</summary>
    public static (double Statistic, double P) ChiSquare(IReadOnlyList<double> observed, IReadOnlyList<double> expected)
    {
        var statistic = observed.Zip(expected, (o, e) => (o - e) * (o - e) / e).Sum();
        return (statistic, GammaTail.Above((observed.Count - 1) / 2.0, statistic / 2));
    }

    /// <summary>The two-sided exact p of a table of two by two: all tables of the same margins that are no likelier than this one. Fisher 1934.</summary>
    public static double FisherExact(int a, int b, int c, int d)
    {
        var (row, column, n) = (a + b, a + c, a + b + c + d);
        double Log(int x) =>
            SpecialFunctions.BinomialLn(column, x) + SpecialFunctions.BinomialLn(n - column, row - x) - SpecialFunctions.BinomialLn(n, row);
        var observed = Log(a);
        var first = Math.Max(0, row + column - n);
        return Math.Min(
            1,
            Enumerable.Range(first, Math.Min(row, column) - first + 1).Select(Log).Where(log => log <= observed + 1e-7).Sum(Math.Exp)
        );
    }
}
