namespace LlmMonitor.Core.Statistics;

/// <summary>
/// The upper tail of the gamma distribution of scale 1, Q(a, x) = Γ(a, x) / Γ(a): sums of positive amounts that come at random times follow it
/// closely, and its tail is longer than the normal one. By the series below the mean and the continued fraction above it
/// (Press et al., Numerical Recipes, 3rd ed., 6.2); a relative error below 1e-10, also deep in the tail.
/// </summary>
public static class GammaTail
{
    private const int MostSteps = 10_000;
    private const double Precision = 1e-14;

    /// <summary>Lanczos coefficients for g = 7 and n = 9 (Godfrey 2001).</summary>
    private static readonly double[] Lanczos =
    [
        0.99999999999980993,
        676.5203681218851,
        -1259.1392167224028,
        771.32342877765313,
        -176.61502916214059,
        12.507343278686905,
        -0.13857109526572012,
        9.9843695780195716e-6,
        1.5056327351493116e-7,
    ];

    /// <summary>The chance of a value above x.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The shape is not positive and finite, or x is negative or no number.</exception>
    public static double Above(double shape, double x)
    {
        if (!(shape > 0 && double.IsFinite(shape)))
            throw new ArgumentOutOfRangeException(nameof(shape), shape, "The shape of a gamma distribution is positive.");
        if (!(x >= 0))
            throw new ArgumentOutOfRangeException(nameof(x), x, "A gamma distribution has values from 0 up.");
        if (x == 0)
            return 1;
        if (double.IsPositiveInfinity(x))
            return 0;
        var front = Front(shape, x);
        return x < shape + 1 ? 1 - front * Series(shape, x) : front * Fraction(shape, x);
    }

    /// <summary>The value that is passed with this chance, to nine digits.</summary>
    public static double Quantile(double shape, double chance)
    {
        if (!(chance is > 0 and < 1))
            throw new ArgumentOutOfRangeException(nameof(chance), chance, "A chance lies between 0 and 1.");
        // Newton's method on the logarithm, which is nearly a straight line in the tail: five or six steps.
        var x = shape;
        for (var i = 0; i < 100; i++)
        {
            var above = Above(shape, x);
            var step = Math.Log(above / chance) * above * x / Front(shape, x);
            x = Math.Max(x + step, x / 2);
            if (Math.Abs(step) < 1e-9 * x)
                break;
        }
        return x;
    }

    /// <summary>The density times x.</summary>
    private static double Front(double shape, double x) => Math.Exp(shape * Math.Log(x) - x - LogGamma(shape));

    private static double Series(double shape, double x)
    {
        var (term, sum) = (1 / shape, 1 / shape);
        for (var i = 1; i < MostSteps && term > sum * Precision; i++)
        {
            term *= x / (shape + i);
            sum += term;
        }
        return sum;
    }

    /// <summary>Lentz's method.</summary>
    private static double Fraction(double shape, double x)
    {
        const double tiny = 1e-300;
        var b = x + 1 - shape;
        var c = 1 / tiny;
        var d = 1 / b;
        var h = d;
        for (var i = 1; i < MostSteps; i++)
        {
            var a = -i * (i - shape);
            b += 2;
            d = a * d + b;
            d = 1 / (Math.Abs(d) < tiny ? tiny : d);
            c = b + a / c;
            c = Math.Abs(c) < tiny ? tiny : c;
            h *= d * c;
            if (Math.Abs(d * c - 1) < Precision)
                break;
        }
        return h;
    }

    private static double LogGamma(double x)
    {
        if (x < 0.5)
            return Math.Log(Math.PI / Math.Sin(Math.PI * x)) - LogGamma(1 - x);
        x -= 1;
        var sum = Lanczos[0];
        for (var i = 1; i < Lanczos.Length; i++)
            sum += Lanczos[i] / (x + i);
        var t = x + Lanczos.Length - 1.5;
        return 0.5 * Math.Log(2 * Math.PI) + (x + 0.5) * Math.Log(t) - t + Math.Log(sum);
    }
}
