using System.Text.Json.Nodes;

namespace LlmMonitor.Core.Cost.Monitors;

/// <summary>
/// The trace that a loop leaves: calls with one and the same prompt, or at least calls at a machine's pace, all of nearly one cost. From the mean cost of a call in each minute the
/// spread of single calls follows: means of n calls vary √n times less than the calls.
/// </summary>
/// <param name="CallsPerMinute">The median of the minutes.</param>
/// <param name="CostSpread">
/// The estimated coefficient of variation of the cost of single calls; 0 for equal calls, 0.6 to 0.9 in real traces. Null where too few minutes hold calls.
/// </param>
/// <param name="PaceRatio">How many times its pace of before; null where it did not call before.</param>
/// <param name="Identical">How many of the calls surely had one prompt; 0 where prompts are not sent.</param>
public sealed record LoopSignature(int Minutes, double CallsPerMinute, double? CostSpread, double? PaceRatio, long Calls, long Identical)
{
    /// <summary>The window that is looked at.</summary>
    public const int Window = 10;

    /// <summary>Fewer minutes say too little of the spread: nine in ten must hold calls.</summary>
    public const int LeastMinutes = 9;

    public double IdenticalShare => Calls == 0 ? 0 : (double)Identical / Calls;

    /// <summary>Null where there were too few minutes with calls and no equal prompts, or calls that cost nothing.</summary>
    public static LoopSignature? Of(SpendSeries series, int from, long identical = 0)
    {
        var start = series.Length - Window;
        var minutes = Enumerable.Range(start, Window).Where(i => series.Calls[i] > 0).ToList();
        var (calls, usd) = (series.LastCalls(Window), series.LastUsd(Window));
        if ((minutes.Count < LeastMinutes && identical <= 1) || usd <= 0)
            return null;
        var mean = usd / calls;
        var squares = minutes.Sum(i => series.Calls[i] * Math.Pow(series.Usd[i] / series.Calls[i] / mean - 1, 2));
        double[] paces = [.. minutes.Select(i => (double)series.Calls[i])];
        var pace = SpendBaseline.Median(paces);
        var before = start - from < SpendBaseline.LeastMinutes ? 0 : (double)series.SumCalls(from, start) / (start - from);
        double? spread = minutes.Count < LeastMinutes ? null : Math.Sqrt(squares / (minutes.Count - 1));
        return new(minutes.Count, pace, spread, before > 0 ? pace / before : null, calls, identical);
    }

    public JsonObject ToJson(string subject) =>
        new()
        {
            ["subject"] = subject,
            ["minutes"] = Minutes,
            ["calls_per_minute"] = CallsPerMinute,
            ["cost_spread"] = CostSpread is { } spread ? Math.Round(spread, 4) : null,
            ["n_identical_prompts"] = Identical,
            ["share_of_identical_prompts"] = Math.Round(IdenticalShare, 4),
            ["pace_ratio"] = PaceRatio is { } ratio ? Math.Round(ratio, 2) : null,
            ["looks_like_a_loop"] = RequestLoopMonitor.IsLoop(this),
        };
}
