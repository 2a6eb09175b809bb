using LlmMonitor.Core.Statistics;

namespace LlmMonitor.Core.Cost.Monitors;

/// <summary>How often a user usually calls. Calls vary less than what they cost, so that very many of them show before their cost does.</summary>
/// <param name="Dispersion">Variance over mean of the calls of ten minutes: those of fewer minutes are no more uneven, unless calls avoid each other.</param>
/// <param name="Minutes">From how many the rate is known.</param>
public sealed record CallBaseline(double PerMinute, double Dispersion, int Minutes)
{
    /// <summary>Users are seen for two hours at most, so that less than this is not believed.</summary>
    private const double LeastDispersion = 2;

    /// <summary>The chance of more calls than these in a window when all is as usual, by a gamma distribution.</summary>
    public double ChanceAbove(long calls, int window)
    {
        var expected = PerMinute * window;
        if (calls <= expected)
            return 1;
        var shape = expected / (Math.Max(LeastDispersion, Dispersion) * (1 + window / (double)Minutes));
        return GammaTail.Above(shape, shape * calls / expected);
    }
}
