using LlmMonitor.Core.Statistics;
using Xunit;

namespace LlmMonitor.Core.Tests.Statistics;

public class CohenKappaTests
{
    [Fact]
    public void The_textbook_s_table_has_its_kappa()
    {
        // 50 proposals, two readers: both yes 20, both no 15, observed agreement 0.7, by chance 0.5.
        var (kappa, low, high) = CohenKappa
            .Of(
                new long[,]
                {
                    { 20, 5 },
                    { 10, 15 },
                }
            )!
            .Value;
        Assert.Equal(0.4, kappa, 12);
        Assert.InRange(kappa, low, high);
    }

    /// <summary>The delta method done by numbers: the gradient of kappa in the shares, and their multinomial covariance.</summary>
    [Theory]
    [InlineData(20, 5, 10, 15)]
    [InlineData(90, 3, 7, 400)]
    [InlineData(11, 9, 8, 12)]
    public void The_interval_is_that_of_the_delta_method(long a, long b, long c, long d)
    {
        double[] counts = [a, b, c, d];
        var n = counts.Sum();
        double[] shares = [.. counts.Select(count => count / n)];
        const double Step = 1e-6;
        var gradient = Enumerable.Range(0, 4).Select(at => (Kappa(Moved(at, Step)) - Kappa(Moved(at, -Step))) / (2 * Step)).ToArray();
        var mean = gradient.Zip(shares, (slope, share) => slope * share).Sum();
        var variance = gradient.Zip(shares, (slope, share) => share * slope * slope).Sum() - mean * mean;
        var (kappa, low, high) = CohenKappa
            .Of(
                new long[,]
                {
                    { a, b },
                    { c, d },
                }
            )!
            .Value;
        Assert.Equal(1.959963985 * Math.Sqrt(variance / n), (high - low) / 2, 6);
        Assert.Equal(Kappa(shares), kappa, 12);

        double[] Moved(int at, double by)
        {
            double[] moved = [.. shares];
            moved[at] += by;
            return moved;
        }
    }

    [Fact]
    public void Where_only_one_answer_was_given_there_is_none()
    {
        Assert.Null(CohenKappa.Of(new long[2, 2]));
        Assert.Null(
            CohenKappa.Of(
                new long[,]
                {
                    { 0, 0 },
                    { 0, 9 },
                }
            )
        );
    }

    private static double Kappa(double[] shares)
    {
        // Not divided by the sum: the gradient is that of the function as it stands.
        var (agreed, yesYes) = (shares[0] + shares[3], (shares[0] + shares[1]) * (shares[0] + shares[2]));
        var byChance = yesYes + (shares[2] + shares[3]) * (shares[1] + shares[3]);
        return (agreed - byChance) / (1 - byChance);
    }
}
