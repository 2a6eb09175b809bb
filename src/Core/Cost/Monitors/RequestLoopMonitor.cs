using LlmMonitor.Core.Monitors;

namespace LlmMonitor.Core.Cost.Monitors;

/// <summary>
/// Warns when one user sends one prompt over and over, or one user, or one feature of a project without users, calls of nearly one cost at a
/// machine's pace, and did not before: a retry without end, an agent that goes in circles, a job that never finishes.
/// </summary>
public sealed class RequestLoopMonitor : IMonitor
{
    /// <summary>A person does not send a call every two seconds for ten minutes.</summary>
    public const double LeastCallsPerMinute = 30;

    /// <summary>Calls of different content vary by 0.6 and more; equal prompts with answers of different length by less than this.</summary>
    public const double MostSpread = 0.15;

    /// <summary>Equal prompts in ten minutes that are a loop: nobody asks the same ten times a minute.</summary>
    public const long LeastIdentical = 100;

    /// <summary>Of all calls of the user: beside them a service does its work.</summary>
    public const double LeastIdenticalShare = 0.5;

    /// <summary>Who always calls at this pace is a service, not a loop.</summary>
    public const double LeastPaceRatio = 5;

    private const int MostSubjects = 20;

    /// <summary>With fewer users' calls among all, features are judged instead.</summary>
    private const double UsersShare = 0.05;

    public string Name => "request_loop";

    public static bool IsLoop(LoopSignature loop) =>
        loop.PaceRatio is not < LeastPaceRatio
        && (IsProven(loop) || (loop.CallsPerMinute >= LeastCallsPerMinute && loop.CostSpread <= MostSpread));

    private static bool IsProven(LoopSignature loop) => loop.Identical >= LeastIdentical && loop.IdenticalShare >= LeastIdenticalShare;

    public IEnumerable<Verdict> Evaluate(MonitorWindow window)
    {
        var subjects = new SpendSubjects(window);
        var isKnown = subjects.Project.Length - LoopSignature.Window - subjects.From >= SpendBaseline.LeastMinutes;
        foreach (var (subject, series, identical) in Judged(window, subjects))
            if (!isKnown)
                yield return VerdictOf(window, subject, series, null) with
                {
                    State = VerdictState.Unknown,
                    UnknownReason = "no_baseline",
                };
            else
                yield return VerdictOf(window, subject, series, LoopSignature.Of(series, subjects.From, identical));
    }

    private static IEnumerable<(string Subject, SpendSeries Series, long Identical)> Judged(MonitorWindow window, SpendSubjects subjects)
    {
        var from = window.End.Plus(-LoopSignature.Window);
        var ofUsers = window.Users.Values.Sum(user => user.Minutes.Where(pair => pair.Key >= from).Sum(pair => pair.Value.Calls));
        if (ofUsers >= UsersShare * subjects.Project.LastCalls(LoopSignature.Window))
            return subjects
                .LargestUsers(MostSubjects)
                .Select(user => ($"user:{user.User}", subjects.SeriesOf(user.User), subjects.IdenticalOf(user.User, LoopSignature.Window)));
        return SpendSubjects.Largest(subjects.Features, MostSubjects).Select(pair => ($"feature:{pair.Key}", pair.Value, 0L));
    }

    private static string Seen(string name, double pace, LoopSignature loop) =>
        IsProven(loop)
            ? $"{loop.Identical} identical prompts from one source, {name}, among its {loop.Calls} calls of the last {LoopSignature.Window} minutes"
            : $"{name} sends {pace:0} calls a minute of nearly one cost (spread {loop.CostSpread:0.00}, a loop up to {MostSpread}) for {loop.Minutes} minutes";

    private Verdict VerdictOf(MonitorWindow window, string subject, SpendSeries series, LoopSignature? loop)
    {
        var rings = loop is not null && IsLoop(loop);
        var pace = loop?.CallsPerMinute ?? (double)series.LastCalls(LoopSignature.Window) / LoopSignature.Window;
        var name = SpendWords.Name(subject);
        return new(
            Name,
            subject,
            rings ? VerdictState.Warning : VerdictState.Ok,
            rings
                ? $"{Seen(name, pace, loop!)}{(loop!.PaceRatio is { } ratio ? $", {ratio:0} times its pace before" : ", and none before")}: "
                    + $"{(IsProven(loop) ? "it is" : "it looks like")} a loop."
                : $"{name} sends {pace:0.#} calls a minute; nothing looks like a loop.",
            pace,
            LeastCallsPerMinute,
            "calls",
            series.LastCalls(LoopSignature.Window),
            window.End.Plus(-LoopSignature.Window).Start,
            window.End.Start
        )
        {
            Evidence = rings ? loop!.ToJson(subject) : null,
            Cause = rings ? $"spend:{subject}" : null,
            // Equal prompts are counted.
            IsSure = loop is not null && IsProven(loop),
        };
    }
}
