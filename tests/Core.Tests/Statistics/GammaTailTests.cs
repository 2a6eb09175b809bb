using LlmMonitor.Core.Statistics;
using Xunit;

namespace LlmMonitor.Core.Tests.Statistics;

public class GammaTailTests
{
    [Theory]
    [InlineData(0.5)]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(30)]
    public void Of_shape_one_it_is_the_exponential_tail(double x) => Near(Math.Exp(-x), GammaTail.Above(1, x));

    [Theory]
    [InlineData(3, 2)]
    [InlineData(3, 40)]
    [InlineData(12, 5)]
    [InlineData(12, 60)]
    [InlineData(40, 90)]
    public void Of_a_whole_shape_it_is_the_chance_of_fewer_random_events(int shape, double x)
    {
        var (term, sum) = (Math.Exp(-x), 0.0);
        for (var i = 0; i < shape; i++, term *= x / i)
            sum += term;
        Near(sum, GammaTail.Above(shape, x));
    }

    [Theory]
    [InlineData(0.3, 0.01)]
    [InlineData(0.3, 9)]
    [InlineData(7.7, 30)]
    [InlineData(250, 300)]
    public void Shapes_one_apart_differ_by_one_term_of_the_series(double shape, double x)
    {
        // Q(a + 1, x) = Q(a, x) + xᵃ e⁻ˣ / Γ(a + 1), and Γ(a + 1) = a Γ(a): the term of a − 1 less times x / a.
        var (below, here, above) = (GammaTail.Above(shape, x), GammaTail.Above(shape + 1, x), GammaTail.Above(shape + 2, x));
        Assert.Equal((here - below) * x / (shape + 1), above - here, 1e-10);
    }

    [Theory]
    [InlineData(0.6, 1e-8)]
    [InlineData(2, 0.5)]
    [InlineData(500, 1e-7)]
    public void A_quantile_is_passed_with_its_chance(double shape, double chance) =>
        Assert.Equal(1, GammaTail.Above(shape, GammaTail.Quantile(shape, chance)) / chance, 1e-3);

    [Theory]
    [InlineData(0, 1)]
    [InlineData(-1, 1)]
    [InlineData(double.NaN, 1)]
    [InlineData(1, -1)]
    [InlineData(1, double.NaN)]
    public void A_shape_or_value_that_cannot_be_is_refused(double shape, double x) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => GammaTail.Above(shape, x));

    private static void Near(double expected, double actual) => Assert.Equal(1, actual / expected, 1e-9);
}
