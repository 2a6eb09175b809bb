namespace LlmMonitor.Core.Cost.Monitors;

/// <summary>The usual spend of a subject, and how much it varies: the spend baseline.</summary>
/// <param name="Source"><c>hour_of_week</c>, <c>earlier_days</c>, <c>recent_hours</c> or <c>busy_peers</c>.</param>
/// <param name="Minutes">From how many minutes the variation is known.</param>
/// <param name="Scatter">E[c²]/E[c]² of the cost c of single calls, and more where calls come in bunches.</param>
/// <param name="Spread">
/// The squared coefficient of variation of a window's sum, for each of <see cref="Windows"/>, raised by how badly it is known.
/// </param>
/// <param name="Precedent">The greatest sums of earlier windows, before the last calm: what came lately and went by is no news.</param>
public sealed record SpendBaseline(
    string Source,
    double UsdPerMinute,
    double UsdPerCall,
    double Scatter,
    int Minutes,
    IReadOnlyList<double> Spread,
    IReadOnlyList<double> Precedent
)
{
    /// <summary>The windows that are tested, in minutes: the shortest finds a leap, the longest what is hidden in bursts.</summary>
    public static IReadOnlyList<int> Windows { get; } = [2, 5, 15];

    /// <summary>The last minutes, which may hold the spike itself, say nothing about what is usual.</summary>
    public const int LeftOutMinutes = 10;
    public const int LeastMinutes = 10;
    public const int LeastCalls = 30;
    public const int BlockMinutes = 10;

    private const int FewestBlocks = 3;

    /// <summary>It is 1.4 to 1.9 in real traces.</summary>
    public const double LeastScatter = 2;

    /// <summary>A minute of more than this many times the level is no part of what is usual.</summary>
    private const double Cut = 4;

    /// <summary>A scheduled job whose whole quarter of an hour may be spent in any of its minutes. USD.</summary>
    public double LumpUsd { get; init; }

    /// <summary>Of a user, where it is known; else null.</summary>
    public CallBaseline? Calls { get; init; }

    /// <summary>Learned from the recent hours; null where they are too short, or the subject mostly rests.</summary>
    /// <param name="from">The first minute in which the project is known to have run.</param>
    /// <param name="scatter">Of the calls that the subject's are among, where its own are not seen singly; with the dispersion of their number, less one, where they come in bunches.</param>
    public static SpendBaseline? Recent(SpendSeries series, int from, double scatter = LeastScatter)
    {
        var end = series.Length - LeftOutMinutes;
        var length = end - from;
        if (length < LeastMinutes)
            return null;
        var calls = series.SumCalls(from, end);
        var level = Level(series, from);
        if (calls < LeastCalls || level <= 0)
            return null;
        var usdPerCall = series.SumUsd(from, end) / calls;
        scatter = Math.Max(scatter, series.SumOfSquares(from, end) / calls / (usdPerCall * usdPerCall));
        var spreads = Spreads(series, from, level, usdPerCall * scatter);
        return new("recent_hours", level, usdPerCall, scatter, length, spreads, Precedents(series, from, level));
    }

    public static int BlocksOf(int minutes) => Math.Max(1, minutes / BlockMinutes);

    /// <summary>The median of the means of blocks of ten minutes (of three, where there are fewer): a spike of less than half the time does not move it, and idle minutes count.</summary>
    public static double Level(SpendSeries series, int from)
    {
        var end = series.Length - LeftOutMinutes;
        // Short blocks of bursty traffic differ so much that their median says little; so the first minutes go by their mean.
        var blocks = end - from < 2 * BlockMinutes ? 1 : Math.Max(FewestBlocks, BlocksOf(end - from));
        Span<double> means = stackalloc double[blocks];
        for (var i = 0; i < blocks; i++)
        {
            var (first, before) = (from + (end - from) * i / blocks, from + (end - from) * (i + 1) / blocks);
            means[i] = series.SumUsd(first, before) / (before - first);
        }
        return Median(means);
    }

    /// <summary>Of calls that come singly at random, with E[c²]/E[c] in USD: the variance of their sum is that times its mean.</summary>
    public static double RandomCalls(double squaresOverMean, double expectedUsd) => squaresOverMean / expectedUsd;

    public static double Median(Span<double> values)
    {
        values.Sort();
        return (values[(values.Length - 1) / 2] + values[values.Length / 2]) / 2;
    }

    /// <summary>Whether a minute may stand for what is usual.</summary>
    public bool Includes(double minuteUsd) => minuteUsd <= Cut * UsdPerMinute;

    /// <summary>What stands before this minute came and went: ten minutes follow in which none passed what is usual.</summary>
    public static int BeforeLastCalm(SpendSeries series, int from, double level)
    {
        var before = series.Length - LeftOutMinutes;
        for (var calm = 0; before > from && calm < LeftOutMinutes; before--)
            calm = series.Usd[before - 1] <= Cut * level ? calm + 1 : 0;
        return before;
    }

    private static double[] Spreads(SpendSeries series, int from, double level, double squaresOverMean)
    {
        var end = series.Length - LeftOutMinutes;
        var spreads = new double[Windows.Count];
        var before = 0.0;
        for (var w = 0; w < spreads.Length; w++)
        {
            var length = Windows[w];
            var (squares, count) = (0.0, 0);
            for (var start = from; start + length <= end; start++)
                if (SumWithin(series, start, length, Cut * level) is { } sum)
                {
                    squares += Math.Pow(sum - length * level, 2);
                    count++;
                }
            var apart = (double)count / length;
            // Less than two windows' worth of minutes: as uneven as the shorter window, as if its minutes rose and fell together.
            var spread =
                apart < 2
                    ? before
                    : squares / count / Math.Pow(length * level, 2) * (1 + Math.Sqrt(8 / apart) + length / (double)(end - from));
            spreads[w] = before = Math.Max(spread, RandomCalls(squaresOverMean, length * level));
        }
        return spreads;
    }

    private static double? SumWithin(SpendSeries series, int start, int length, double cut)
    {
        var sum = 0.0;
        for (var i = start; i < start + length; i++)
            if (series.Usd[i] > cut)
                return null;
            else
                sum += series.Usd[i];
        return sum;
    }

    private static double[] Precedents(SpendSeries series, int from, double level)
    {
        var before = BeforeLastCalm(series, from, level);
        var greatest = new double[Windows.Count];
        for (var w = 0; w < greatest.Length; w++)
        for (var start = from; start + Windows[w] <= before; start++)
            greatest[w] = Math.Max(greatest[w], series.SumUsd(start, start + Windows[w]));
        return greatest;
    }
}
