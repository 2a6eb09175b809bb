using System.Globalization;
using System.Text.Json.Nodes;
using LlmMonitor.Core.Statistics;

namespace LlmMonitor.Core.Monitors;

/// <summary>What the windows of one subject say together. Pure.</summary>
public static class ChangeVerdict
{
    /// <summary>A rise of so many times the least one is critical.</summary>
    private const double CriticalTimes = 3;

    /// <param name="what">What is counted, completing "In the day to … 12 of 40 …": <c>ratings were negative</c>.</param>
    /// <param name="windows">The shortest first: of those that ring it is told.</param>
    public static Verdict Of(
        string rule,
        string subject,
        string what,
        IReadOnlyList<ChangeBlock> blocks,
        IReadOnlyList<ChangeWindow> windows,
        DateTimeOffset now,
        TimeSpan settle,
        ChangeLimits limits
    )
    {
        var looks = windows.Select(window => ChangeRules.Look(blocks, window, windows.Count, now, settle, limits)).ToList();
        var shown = looks.Find(look => look.Rings) ?? looks.FindLast(look => look.Unknown is null) ?? looks[^1];
        var rise = shown.Seen.Share - shown.Reference.Share;
        var state =
            shown.Unknown is not null ? VerdictState.Unknown
            : !shown.Rings ? VerdictState.Ok
            : rise >= CriticalTimes * limits.LeastRise ? VerdictState.Critical
            : VerdictState.Warning;
        var interval = ShareInterval.Of(shown.Seen.Bad, shown.Seen.N);
        return new Verdict(
            rule,
            subject,
            state,
            Sentence(shown, subject, what),
            shown.Seen.N == 0 ? null : shown.Seen.Share,
            shown.Reference.N == 0 ? null : shown.Reference.Share,
            "ratio",
            shown.Seen.N,
            shown.From,
            shown.Before
        )
        {
            Interval = interval is null ? null : (interval.Low, interval.High),
            UnknownReason = shown.Unknown,
            Cause = subject,
            Evidence = new JsonObject
            {
                ["window"] = shown.Window.Name,
                ["n_bad"] = shown.Seen.Bad,
                ["n_before"] = shown.Reference.N,
                ["n_bad_before"] = shown.Reference.Bad,
                ["p_value"] = shown.PValue,
                ["risk_of_look"] = shown.Risk,
                ["scatter"] = shown.Scatter,
            },
        };
    }

    private static string Sentence(ChangeLook look, string subject, string what)
    {
        var when = $"In the {look.Window.Name} to {look.Before.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)} UTC";
        return look.Unknown switch
        {
            "too_few" => $"{when} there was nothing to count at {subject}: how many {what} is not known.",
            "no_baseline" =>
                $"{when} {Count(look.Seen)} {what} at {subject}; in the four weeks before there were too few ({look.Reference.N}) to compare with.",
            _ =>
                $"{when} {Count(look.Seen)} {what} at {subject}; in the four weeks before it was {Percent(look.Reference.Share)} of {look.Reference.N.ToString("#,0", CultureInfo.InvariantCulture)}."
                    + (look.Rings ? " That is surely more than before." : ""),
        };
    }

    private static string Count(ChangeCount count) =>
        string.Create(CultureInfo.InvariantCulture, $"{count.Bad:#,0} of {count.N:#,0} ({Percent(count.Share)})");

    private static string Percent(double share) =>
        (share * 100).ToString(share < 0.1 ? "0.##" : "0.#", CultureInfo.InvariantCulture) + " %";
}
