namespace LlmMonitor.Core.Statistics.Sequential;

/// <summary>
/// Bets against the claim that a p-value is uniform. Each is a density on (0, 1): its mean under the claim is 1, so that a product of bets on
/// successive p-values is a test martingale (Shafer and Vovk, <i>Game-Theoretic Foundations for Probability and Finance</i>, 2019).
/// The linear ones at most double; a power bet on one value beyond 500 others multiplies by some twenty, which finds a new habit within ten outputs.
/// </summary>
public sealed class Bets
{
    /// <summary>Beyond this a p-value says no more: references are far smaller than its inverse.</summary>
    private const double Least = 1e-9;

    private static readonly double[] Slopes = [0.6, 1.2, 1.8];
    private static readonly double[] Powers = [0.3, 0.6];

    private readonly Action<double, Span<double>> _place;

    private Bets(int count, Action<double, Span<double>> place) => (Count, _place) = (count, place);

    /// <summary>
    /// Eighteen against any change: with u = p − ½ and v = 2|u| − ½ there are 1 + λu for a shift and 1 + λv for a change of spread, λ ∈ {±0.6, ±1.2, ±1.8};
    /// and κx^(κ−1), κ ∈ {0.3, 0.6}, with x = p (low), 1 − p (high) and 1 − 2|u| (both) for values beyond what was seen.
    /// </summary>
    public static Bets AnyChange { get; } = new(18, PlaceAny);

    /// <summary>
    /// Three against p-values that are too great: 1 + 1.8u and the two powers. No timid ones: λ = 0.6 wins as soon as the mean p-value is off by
    /// 0.025, which is less than two standard errors of a reference of 250; λ = 1.8 needs 0.075.
    /// </summary>
    public static Bets Greater { get; } = new(3, PlaceGreater);

    /// <summary>How many bets stand on one p-value.</summary>
    public int Count { get; }

    /// <param name="p">In 0 to 1.</param>
    /// <param name="factors">Becomes the factors, <see cref="Count"/> of them.</param>
    public void Place(double p, Span<double> factors) => _place(p, factors);

    private static void PlaceAny(double p, Span<double> factors)
    {
        var u = p - 0.5;
        var v = 2 * Math.Abs(u) - 0.5;
        var k = 0;
        foreach (var slope in Slopes)
        {
            factors[k++] = 1 + slope * u;
            factors[k++] = 1 - slope * u;
            factors[k++] = 1 + slope * v;
            factors[k++] = 1 - slope * v;
        }
        var (low, high, both) = (Logarithm(p), Logarithm(1 - p), Logarithm(1 - 2 * Math.Abs(u)));
        foreach (var power in Powers)
        {
            factors[k++] = Power(power, low);
            factors[k++] = Power(power, high);
            factors[k++] = Power(power, both);
        }
    }

    private static void PlaceGreater(double p, Span<double> factors)
    {
        var high = Logarithm(1 - p);
        factors[0] = 1 + 1.8 * (p - 0.5);
        factors[1] = Power(Powers[0], high);
        factors[2] = Power(Powers[1], high);
    }

    private static double Power(double power, double logarithm) => power * Math.Exp((power - 1) * logarithm);

    private static double Logarithm(double x) => Math.Log(Math.Max(x, Least));
}
