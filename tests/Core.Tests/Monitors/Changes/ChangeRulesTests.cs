using LlmMonitor.Core.Monitors;
using MathNet.Numerics.Distributions;
using Xunit;

namespace LlmMonitor.Core.Tests.Monitors.Changes;

public sealed class ChangeRulesTests(ITestOutputHelper output)
{
    private const double Chance = 0.025;
    private static readonly DateTimeOffset Monday = new(2026, 11, 23, 0, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Settle = TimeSpan.FromMinutes(15);

    /// <summary>
    /// Healthy projects for 90 days of looks, mostly with a chance of a half, so that some projects can show it; with a concentration days differ more than
    /// chance makes them. No least rise: the test's own promise is measured.
    /// </summary>
    [Theory]
    [InlineData(5, 0.2, 0, 60, 0.5)]
    [InlineData(40, 0.1, 0, 60, 0.5)]
    [InlineData(300, 0.3, 0, 60, 0.5)]
    [InlineData(40, 0.2, 0, 200, Chance)]
    [InlineData(40, 0.2, 60, 200, Chance)]
    public void Healthy_projects_ring_no_more_often_than_promised(
        int perBlock,
        double share,
        double concentration,
        int projects,
        double chance
    )
    {
        var random = new Random(7);
        var rung = 0;
        for (var project = 0; project < projects; project++)
            rung += Rings(Healthy(random, 90 + 36, perBlock, share, concentration), chance) ? 1 : 0;
        output.WriteLine(
            $"{perBlock} in six hours, {share}, {concentration}: {rung} of {projects} rang in 90 days (promised: at most {chance:0.#%})"
        );
        // Where days scatter the test is approximate: the page says how well it holds.
        Assert.InRange(rung, 0, projects * chance * (concentration == 0 ? 1 : 2));
    }

    /// <summary>Hours from the change to the end of the window that rings: the figures of the pages.</summary>
    [Theory]
    [InlineData(5, 0.15, 0.60, 120)]
    [InlineData(40, 0.15, 0.60, 12)]
    [InlineData(40, 0.15, 0.30, 120)]
    [InlineData(40, 0.15, 0.22, 672)]
    [InlineData(300, 0.15, 0.22, 24)]
    public void Delay_is_as_the_pages_say(int perBlock, double before, double after, int medianAtMost)
    {
        var random = new Random(11);
        var delays = new List<int>();
        for (var run = 0; run < 40; run++)
            delays.Add(Delay(random, perBlock, before, after));
        delays.Sort();
        output.WriteLine($"{perBlock} in six hours, {before} to {after}: median {delays[20]} h, 90th percentile {delays[36]} h");
        Assert.True(delays[20] <= medianAtMost, $"median {delays[20]} h, 90th percentile {delays[36]} h");
    }

    [Fact]
    public void Too_few_now_and_too_few_before_are_unknown()
    {
        var none = Look([], ChangeWindow.Day);
        Assert.Equal(("too_few", false), (none.Unknown, none.Rings));
        var first = Look([new(Monday.AddDays(-1), 40, 40)], ChangeWindow.Day);
        Assert.Equal(("no_baseline", false), (first.Unknown, first.Rings));
    }

    [Fact]
    public void Six_hours_are_compared_with_the_same_hours_of_other_days()
    {
        // By night half of them are bad, every night: no news.
        var blocks = Enumerable
            .Range(0, 4 * 30)
            .Select(i => Monday.AddHours(-6 * (i + 1)))
            .Select(at => new ChangeBlock(at, 100, at.Hour == 18 ? 50 : 5))
            .ToList();
        Assert.False(Look(blocks, ChangeWindow.SixHours).Rings);
        Assert.True(
            Look(
                [.. blocks.Select(block => block.Start == Monday.AddHours(-6) ? block with { Bad = 90 } : block)],
                ChangeWindow.SixHours
            ).Rings
        );
    }

    [Fact]
    public void A_rise_below_the_least_one_is_not_told_however_sure()
    {
        var blocks = Days(29, i => i == 0 ? (100_000, 5_900) : (100_000, 5_000));
        Assert.True(Look(blocks, ChangeWindow.Day, leastRise: 0).Rings);
        Assert.False(Look(blocks, ChangeWindow.Day, leastRise: 0.05).Rings);
    }

    [Fact]
    public void A_verdict_says_what_was_seen_and_what_was_before()
    {
        var verdict = ChangeVerdict.Of(
            "satisfaction_drop",
            "endpoint:chat",
            "raters were unsatisfied",
            Days(29, i => i == 0 ? (100, 60) : (100, 15)),
            ChangeWindow.All,
            Monday.AddHours(1),
            Settle,
            new(Chance, 1, 0.05, 50)
        );
        Assert.Equal(
            (VerdictState.Critical, 0.6, 0.15, 100L),
            (verdict.State, verdict.Observed, Math.Round(verdict.Limit!.Value, 9), verdict.N)
        );
        Assert.Contains(
            "In the day to 2026-11-23 00:00 UTC 60 of 100 (60 %) raters were unsatisfied at endpoint:chat; in the four weeks before it was 15 % of 2,800. That is surely more",
            verdict.Summary,
            StringComparison.Ordinal
        );
        Assert.Equal(
            "too_few",
            ChangeVerdict.Of("x", "project", "were", [], ChangeWindow.All, Monday, Settle, new(Chance, 1, 0.05, 50)).UnknownReason
        );
    }

    private static ChangeLook Look(IReadOnlyList<ChangeBlock> blocks, ChangeWindow window, double leastRise = 0.05) =>
        ChangeRules.Look(blocks, window, 3, Monday.AddMinutes(20), Settle, new(Chance, 1, leastRise, 50));

    private static List<ChangeBlock> Days(int days, Func<int, (long N, long Bad)> counts) =>
        [
            .. Enumerable
                .Range(0, days)
                .Select(i => (At: Monday.AddDays(-1 - i), Counts: counts(i)))
                .Select(day => new ChangeBlock(day.At, day.Counts.N, day.Counts.Bad)),
        ];

    /// <param name="concentration">Of the Beta by which shares of days differ; 0 is none.</param>
    private static List<ChangeBlock> Healthy(Random random, int days, int perBlock, double share, double concentration) =>
        [
            .. Enumerable
                .Range(0, days)
                .SelectMany(day =>
                {
                    var today = concentration == 0 ? share : Beta.Sample(random, share * concentration, (1 - share) * concentration);
                    return Enumerable.Range(0, 4).Select(i => Block(random, Monday.AddDays(day).AddHours(6 * i), perBlock, today));
                }),
        ];

    private static ChangeBlock Block(Random random, DateTimeOffset at, int perBlock, double share)
    {
        var n = Poisson.Sample(random, perBlock);
        return new(at, n, n == 0 ? 0 : Binomial.Sample(random, share, n));
    }

    /// <summary>Whether any look of the last 90 days rings: each window once, when it is over.</summary>
    private static bool Rings(IReadOnlyList<ChangeBlock> blocks, double chance)
    {
        for (var day = 36; day < 126; day++)
            foreach (var hour in (int[])[0, 6, 12, 18])
            {
                var now = Monday.AddDays(day).AddHours(hour) + Settle;
                foreach (var window in ChangeWindow.All)
                    if (window.LastAt(now, Settle).Before == now - Settle)
                        if (ChangeRules.Look(Near(blocks, now), window, 3, now, Settle, new(chance, 1, 0, 50)).Rings)
                            return true;
            }
        return false;
    }

    private static int Delay(Random random, int perBlock, double before, double after)
    {
        var blocks = Healthy(random, 30, perBlock, before, 0);
        for (var hours = 6; hours <= 24 * 28; hours += 6)
        {
            var now = Monday.AddDays(30).AddHours(hours);
            blocks.Add(Block(random, now.AddHours(-6), perBlock, after));
            foreach (var window in ChangeWindow.All)
                if (window.LastAt(now, TimeSpan.Zero).Before == now)
                    if (ChangeRules.Look(blocks, window, 3, now, TimeSpan.Zero, new(Chance, 1, 0.05, 50)).Rings)
                        return hours;
        }
        return 24 * 28;
    }

    private static List<ChangeBlock> Near(IReadOnlyList<ChangeBlock> blocks, DateTimeOffset now) =>
        [.. blocks.Where(block => block.Start < now && block.Start >= now.AddDays(-42))];
}
