using System.Globalization;
using LlmMonitor.Core.Feedback;
using LlmMonitor.Core.Sessions;
using LlmMonitor.Core.Statistics;

namespace LlmMonitor.Core.Reports.Weekly;

/// <summary>A share of the week beside that of the week before. Null is not known, and not 0.</summary>
/// <param name="Name">satisfaction, task_completion or abandonment.</param>
/// <param name="Interval">Of <paramref name="Share"/>, at 95 %.</param>
/// <param name="N">Ratings or closed sessions.</param>
public sealed record WeekFigure(
    string Name,
    double? Share,
    ShareInterval? Interval,
    long N,
    double? ShareBefore,
    ShareInterval? IntervalBefore,
    long NBefore
)
{
    /// <summary>In a sentence.</summary>
    public string Sentence => $"{Now}; {Before}.";

    private string Now =>
        Share is { } share && Interval is { } interval
            ? $"{Percent(share)} (between {Percent(interval.Low)} and {Percent(interval.High)}) of {N.ToString("#,0", CultureInfo.InvariantCulture)}"
            : "not known";

    private string Before =>
        (Share, ShareBefore) switch
        {
            (_, null) => "the week before is not known",
            (null, { } before) => $"the week before {Percent(before)}",
            var (_, before) => $"the week before {Percent(before.Value)}, {Difference()}",
        };

    /// <summary>Careful: two intervals may overlap where a test would see a difference, but not the other way round.</summary>
    private string Difference() =>
        Interval is not { } now || IntervalBefore is not { } before ? "the difference is not known"
        : now.Low > before.High ? "clearly more now"
        : now.High < before.Low ? "clearly less now"
        : "which chance may explain";

    internal static IReadOnlyList<WeekFigure> Of(
        FeedbackFigures now,
        FeedbackFigures before,
        SessionFigures sessions,
        SessionFigures sessionsBefore
    )
    {
        var (closed, closedBefore) = (sessions.Completed + sessions.Abandoned, sessionsBefore.Completed + sessionsBefore.Abandoned);
        return
        [
            new(
                "satisfaction",
                now.SatisfactionRate,
                now.Interval,
                now.NTotalRated,
                before.SatisfactionRate,
                before.Interval,
                before.NTotalRated
            ),
            new(
                "task_completion",
                sessions.TaskCompletionRate,
                sessions.TaskCompletionInterval,
                closed,
                sessionsBefore.TaskCompletionRate,
                sessionsBefore.TaskCompletionInterval,
                closedBefore
            ),
            new(
                "abandonment",
                sessions.AbandonmentRate,
                sessions.AbandonmentInterval,
                closed,
                sessionsBefore.AbandonmentRate,
                sessionsBefore.AbandonmentInterval,
                closedBefore
            ),
        ];
    }

    private static string Percent(double share) => (share * 100).ToString(share < 0.1 ? "0.##" : "0", CultureInfo.InvariantCulture) + "%";
}
