using System.Text.Json.Nodes;

namespace LlmMonitor.Core.Cost.Monitors;

/// <summary>
/// The trace that a loop leaves in counts: calls at a machine's pace, all of nearly one cost. From the mean cost of a call in each minute the
/// spread of single calls follows: means of n calls vary √n times less than the calls.
/// </summary>
/// <param name="CallsPerMinute">The median of the minutes.</param>
/// <param name="CostSpread">The estimated coefficient of variation of the cost of single calls; 0 for equal calls, 0.6 to 0.9 in real traces.</param>
/// <param name="PaceRatio">How many times its pace of before; null where it did not call before.</param>
public sealed record LoopSignature(int Minutes, double CallsPerMinute, double CostSpread, double? PaceRatio, long Calls)
{
    /// <summary>The window that is looked at.</summary>
    public const int Window = 10;

    /// <summary>Fewer minutes say too little of the spread: nine in ten must hold calls.</summary>
    public const int LeastMinutes = 9;

    /// <summary>Null where there were too few minutes with calls, or calls that cost nothing.</summary>
    public static LoopSignature? Of(SpendSeries series, int from)
    {
        var start = series.Length - Window;
        var minutes = Enumerable.Range(start, Window).Where(i => series.Calls[i] > 0).ToList();
        var (calls, usd) = (series.LastCalls(Window), series.LastUsd(Window));
        if (minutes.Count < LeastMinutes || usd <= 0)
            return null;
        var mean = usd / calls;
        var squares = minutes.Sum(i => series.Calls[i] * Math.Pow(series.Usd[i] / series.Calls[i] / mean - 1, 2));
        double[] paces = [.. minutes.Select(i => (double)series.Calls[i])];
        var pace = SpendBaseline.Median(paces);
        var before = start - from < SpendBaseline.LeastMinutes ? 0 : (double)series.SumCalls(from, start) / (start - from);
        return new(minutes.Count, pace, Math.Sqrt(squares / (minutes.Count - 1)), before > 0 ? pace / before : null, calls);
    }

    public JsonObject ToJson(string subject) =>
        new()
        {
            ["subject"] = subject,
            ["minutes"] = Minutes,
            ["calls_per_minute"] = CallsPerMinute,
            ["cost_spread"] = Math.Round(CostSpread, 4),
            ["pace_ratio"] = PaceRatio is { } ratio ? Math.Round(ratio, 2) : null,
            ["looks_like_a_loop"] = RequestLoopMonitor.IsLoop(this),
        };
}
