using LlmMonitor.Core.Statistics;
using LlmMonitor.Core.Statistics.Sequential;
using Xunit;

namespace LlmMonitor.Core.Tests.Statistics.Sequential;

public class FailureDetectorTests
{
    // Documents of which 37 % have a date that can be swapped; counted are all, judged those.
    [Theory]
    [InlineData(0.05, 150, 360)]
    [InlineData(0.1, 59, 150)]
    [InlineData(0.2, 27, 70)]
    [InlineData(1, 5, 10)]
    public void Swapped_dates_are_found_within(double share, int median, int ninetieth)
    {
        var delays = Enumerable.Range(0, 400).Select(run => Delay(new Random(run), share)).Order().ToList();
        Assert.InRange(delays[200], 1, median);
        Assert.InRange(delays[360], 1, ninetieth);
    }

    [Fact]
    public void At_the_greatest_healthy_rate_it_rings_no_more_often_than_promised()
    {
        const int runs = 1000;
        var rang = Enumerable
            .Range(0, runs)
            .Count(run =>
            {
                var (random, detector) = (new Random(run), new BernoulliDetector());
                return Enumerable
                    .Range(0, 500)
                    .Any(_ =>
                    {
                        detector.Feed(random.NextDouble() < 0.001, 0);
                        return detector.Detector.Value >= 10_000;
                    });
            });
        Assert.InRange(BinomialInterval.ClopperPearson(rang, runs, 0.98).Low, 0, FalseAlarmBudget.Chance(500, 10_000));
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(0.02)]
    [InlineData(0.4)]
    public void A_learned_rate_that_stays_rings_no_more_often_than_promised(double rate)
    {
        const int runs = 1000;
        var rang = Enumerable.Range(0, runs).Count(run => Learned(new Random(run), rate, rate, 200, 1000) is not null);
        Assert.InRange(BinomialInterval.ClopperPearson(rang, runs, 0.98).Low, 0, FalseAlarmBudget.Chance(200, 1000));
    }

    [Theory]
    [InlineData(0, 0.1, 80)]
    [InlineData(0.02, 0.3, 40)]
    [InlineData(0.1, 0.5, 40)]
    public void A_learned_rate_that_rises_is_found_within(double from, double to, int median)
    {
        var delays = Enumerable.Range(0, 100).Select(run => Learned(new Random(run), from, to, 1000, 10_000) ?? 1001).Order().ToList();
        Assert.InRange(delays[50], 1, median);
    }

    [Fact]
    public void A_budget_is_shared_by_all_streams_and_days()
    {
        var budget = new FalseAlarmBudget(Streams: 10, FeedPerDay: 150);
        // 10 streams × 150 a day × 90 days / 5 %.
        Assert.Equal(2_700_000, budget.CriticalLevel, 3);
        Assert.Equal(10_500, budget.WarningLevel, 3);
        Assert.Equal(0.05, 10 * FalseAlarmBudget.Chance(150 * 90, budget.CriticalLevel), 6);
    }

    private static int Delay(Random random, double share)
    {
        var detector = new BernoulliDetector();
        for (var i = 0; i < 1000; i++)
            detector.Feed(failed: false, 0);
        for (var documents = 1; ; documents++)
            if (random.NextDouble() < 0.37)
            {
                detector.Feed(random.NextDouble() < share, 0);
                if (detector.Detector.Value >= 10_000)
                    return documents;
            }
    }

    private static int? Learned(Random random, double before, double after, int outcomes, double level)
    {
        var detector = new RateDetector();
        for (var i = 0; i < 500; i++)
            detector.Learn(random.NextDouble() < before);
        for (var i = 1; i <= outcomes; i++)
        {
            detector.Feed(random.NextDouble() < after, random.NextDouble(), 0);
            if (detector.Detector.Value >= level)
                return i;
        }
        return null;
    }
}
