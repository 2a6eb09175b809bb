using System.Globalization;
using LlmMonitor.Core.Feedback;
using LlmMonitor.Core.Sessions;
using LlmMonitor.Core.Statistics;

namespace LlmMonitor.Core.Reports;

/// <summary>What a day says about the people who use it, in a sentence.</summary>
/// <param name="Subject">Feedback or Sessions.</param>
public sealed record UsersLine(string Subject, string Sentence)
{
    internal static IReadOnlyList<UsersLine> Of(FeedbackReport feedback, SessionReport sessions)
    {
        var lines = new List<UsersLine>();
        if (feedback.NTotalRated + feedback.NCorrections > 0)
            lines.Add(
                new(
                    "Feedback",
                    (
                        feedback.SatisfactionRate is { } satisfied
                            ? $"{Percent(satisfied)} satisfied ({Between(feedback.Interval)}) by {Count(feedback.NTotalRated, "rating")}"
                            : "nothing was rated"
                    )
                        + (feedback.FeedbackRate is { } rated ? $", {Percent(rated)} of requests" : "")
                        + $"; {Count(feedback.NCorrections, "correction")}."
                )
            );
        if (sessions.NSessions > 0)
            lines.Add(
                new(
                    "Sessions",
                    (
                        sessions.TaskCompletionRate is { } completed
                            ? $"{Percent(completed)} of {Count(sessions.Completed + sessions.Abandoned, "closed session")} completed their task ({Between(sessions.TaskCompletionInterval)})"
                            : $"none of {Count(sessions.NSessions, "session")} is closed"
                    ) + (sessions.CostPerCompletedTaskUsd is { } cost ? $", at {UsdText.Of(cost)} for each that did." : ".")
                )
            );
        return lines;
    }

    private static string Percent(double share) => (share * 100).ToString(share < 0.1 ? "0.##" : "0", CultureInfo.InvariantCulture) + " %";

    private static string Between(ShareInterval? interval) =>
        interval is null ? "not known" : $"between {Percent(interval.Low)} and {Percent(interval.High)}";

    private static string Count(long count, string what) =>
        $"{count.ToString("#,0", CultureInfo.InvariantCulture)} {what}{(count == 1 ? "" : "s")}";
}
