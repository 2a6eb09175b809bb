using LlmMonitor.Core.Alerts;
using LlmMonitor.Core.Money;
using LlmMonitor.Core.Monitors;
using LlmMonitor.Core.Projects;
using LlmMonitor.Core.Rollups;

namespace LlmMonitor.Core.Tests.Alerts;

/// <summary>
/// Who spends over a limit in an hour: what the rule <c>{"measure":"spend_usd","group_by":"user","above":limit}</c> tells people, look by look,
/// and beside it the truth, by its definition and from the single calls alone.
/// </summary>
internal sealed class UserHours(IReadOnlyList<(string User, DateTimeOffset At, decimal Usd)> calls, decimal limit, TimeZoneInfo zone)
{
    /// <summary>An hour that slides is left after as many looks within the limit.</summary>
    private const int LooksApart = 15;

    private readonly Project _project = new("p1", "Test", DateTimeOffset.UnixEpoch) { Settings = new() { Zone = zone.Id } };
    private readonly ILookup<Minute, (string User, DateTimeOffset At, decimal Usd)> _minutes = calls.ToLookup(call => Minute.Of(call.At));

    /// <summary>One of so many users, by a number from 0 to 1: the last calls ten times as often as the first.</summary>
    public static string UserOf(double chance, int users) => $"u{(int)(users * Math.Log(1 + 9 * chance) / Math.Log(10)):d3}";

    private Minute First => _minutes.Min(minute => minute.Key);

    /// <summary>Long enough that everything has ended.</summary>
    private Minute Last => _minutes.Max(minute => minute.Key).Plus(3 * Minute.PerHour);

    /// <summary>Each user and hour of the zone with more than the limit, by the start of the hour.</summary>
    public IReadOnlyList<(string User, DateTimeOffset At)> TrueFixed() =>
        [
            .. calls
                .GroupBy(call => (call.User, Hour: Floor(TimeZoneInfo.ConvertTime(call.At, zone), TimeSpan.FromHours(1))))
                .Where(hour => hour.Sum(call => call.Usd) > limit)
                .Select(hour => (hour.Key.User, hour.Key.Hour.ToUniversalTime()))
                .Order(),
        ];

    /// <summary>Each stretch of a user in which the last 60 whole minutes held more than the limit, by the end of the first such hour.</summary>
    public IReadOnlyList<(string User, DateTimeOffset At)> TrueSliding()
    {
        var stretches = new List<(string, DateTimeOffset)>();
        foreach (var user in calls.GroupBy(call => call.User))
        {
            var own = user.OrderBy(call => call.At).ToList();
            var over = (DateTimeOffset?)null;
            var (first, before, sum) = (0, 0, 0m); // Of the calls in the hour that ends.
            for (var end = Floor(own[0].At, TimeSpan.FromMinutes(1)); end <= own[^1].At.AddHours(1); end = end.AddMinutes(1))
            {
                for (; before < own.Count && own[before].At < end; before++)
                    sum += own[before].Usd;
                for (; first < before && own[first].At < end.AddHours(-1); first++)
                    sum -= own[first].Usd;
                if (sum > limit)
                {
                    if (over is null || (end - over.Value).TotalMinutes > LooksApart)
                        stretches.Add((user.Key, end));
                    over = end;
                }
            }
        }
        return [.. stretches.Order()];
    }

    /// <summary>What people were told, in the order of time: with the start of a fixed window, or the end of the first sliding one.</summary>
    public IReadOnlyList<(NoticeKind Kind, string User, DateTimeOffset At)> Told(RuleWindow window)
    {
        var rules = new[] { new AlertRule("hour", RuleMeasure.SpendUsd, window, new(true, limit, 0)) { GroupBy = RuleGrouping.User } };
        var monitor = new RuleMonitor();
        var kept = new Dictionary<string, AlertState>(StringComparer.Ordinal);
        var told = new List<(NoticeKind, string, DateTimeOffset)>();
        var users = new Dictionary<string, UserMinutes>(StringComparer.Ordinal);
        for (var end = First.Plus(1); end <= Last; end = end.Plus(1))
        {
            if (end.Number % Minute.PerQuarter == 0)
                users = OfLast(MonitorWindow.LookBackMinutes, end.Plus(-1));
            Add(users, end.Plus(-1));
            var seen = new MonitorWindow(
                _project,
                end,
                new Dictionary<Minute, RollupSet>(),
                users,
                new Dictionary<Minute, Spend>(),
                ThresholdBook.Empty
            )
            {
                Rules = rules,
            };
            foreach (var verdict in monitor.Evaluate(seen))
                told.AddRange(Decide(kept, verdict, end.Start.AddSeconds(20)));
        }
        return told;
    }

    private static List<(NoticeKind, string, DateTimeOffset)> Decide(
        Dictionary<string, AlertState> kept,
        Verdict verdict,
        DateTimeOffset now
    )
    {
        var told = new List<(NoticeKind, string, DateTimeOffset)>();
        AlertDecision decision;
        do
        {
            decision = AlertRules.Decide(kept.GetValueOrDefault(verdict.Subject), verdict, now, AlertTiming.Of(verdict));
            if (decision.Next is { } next)
                kept[verdict.Subject] = next;
            else
                kept.Remove(verdict.Subject);
            if (decision.Notice is { } notice)
                told.Add((notice.Kind, verdict.Subject["user:".Length..], notice.Alert.Verdict.Period ?? notice.Alert.Since));
        } while (decision.IsAgain);
        return told;
    }

    private Dictionary<string, UserMinutes> OfLast(int minutes, Minute end)
    {
        var users = new Dictionary<string, UserMinutes>(StringComparer.Ordinal);
        for (var minute = end.Plus(-minutes); minute < end; minute = minute.Plus(1))
            Add(users, minute);
        return users;
    }

    private void Add(Dictionary<string, UserMinutes> users, Minute minute)
    {
        foreach (var call in _minutes[minute])
        {
            if (!users.TryGetValue(call.User, out var own))
                users[call.User] = own = new UserMinutes();
            own.Add(minute, new Spend(1, 0, PicoUsd.FromUsd(call.Usd)));
        }
    }

    private static DateTimeOffset Floor(DateTimeOffset time, TimeSpan step) => time.AddTicks(-(time.Ticks % step.Ticks));
}
