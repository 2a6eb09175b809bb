using System.Text.Json;
using LlmMonitor.Core.Money;
using LlmMonitor.Core.Monitors;
using LlmMonitor.Core.Projects;
using LlmMonitor.Core.Rollups;
using Xunit;

namespace LlmMonitor.Core.Tests.Monitors;

public sealed class RuleMonitorTests
{
    private static readonly Minute Midnight = Minute.Of(Traffic.Start);
    private static readonly TimeZoneInfo Kolkata = TimeZoneInfo.FindSystemTimeZoneById("Asia/Kolkata");
    private readonly RuleMonitor _monitor = new();

    // C2: a limit of $1 in an hour flags the hours above it, each once, and no lifetime sum.
    [Theory]
    [InlineData("60m")]
    [InlineData("hour")]
    public void Users_over_a_dollar_an_hour_are_exactly_those_of_a_plain_count(string window)
    {
        var day = UserDay();
        var rule = Read($$"""{"measure":"spend_usd","group_by":"user","window":"{{window}}","above":"1.00"}""");
        var (seen, flagged, firing) = (new HashSet<(string, Minute)>(), new List<(string, Minute)>(), new HashSet<(string, Minute)>());
        for (var end = Midnight.Plus(1); end <= Midnight.Plus(1440); end = end.Plus(1))
            foreach (var verdict in _monitor.Evaluate(WindowOf(day, end, rule)))
            {
                var key = (verdict.Subject["user:".Length..], window == "hour" ? Minute.Of(verdict.From) : end);
                var episode = (key.Item1, window == "hour" ? key.Item2 : Midnight);
                if (verdict.State == VerdictState.Warning)
                {
                    seen.Add(key);
                    if (firing.Add(episode))
                        flagged.Add(key);
                }
                else if (window != "hour")
                    firing.Remove(episode);
            }

        var truth = window == "hour" ? PlainHours(day) : PlainSliding(day);

        Assert.InRange(truth.Count, 20, 5000);
        Assert.InRange(truth.Select(pair => pair.User).Distinct().Count(), 5, 100);
        Assert.Equal(truth.Order(), seen.Select(pair => (User: pair.Item1, pair.Item2)).Order());
        var onsets = window == "hour" ? truth.Count : truth.Count(pair => !truth.Contains((pair.User, pair.Minute.Plus(-1))));
        Assert.Equal(onsets, flagged.Count);
    }

    [Fact]
    public void An_hour_begins_anew_and_a_sliding_window_does_not()
    {
        var spends = new List<(string User, Minute Minute, decimal Usd)> { ("u1", Midnight.Plus(25), 2m) };
        var hour = Read("""{"measure":"spend_usd","group_by":"user","window":"hour","above":"1"}""");
        var sliding = Read("""{"measure":"spend_usd","group_by":"user","window":"60m","above":"1","severity":"critical"}""");

        // In Kolkata, at +5:30, a new hour begins at half past.
        VerdictState At(AlertRule rule, int minute) =>
            Assert.Single(_monitor.Evaluate(WindowOf(spends, Midnight.Plus(minute), rule))).State;
        Assert.Equal(
            [VerdictState.Warning, VerdictState.Warning, VerdictState.Ok],
            new[] { 26, 30, 31 }.Select(minute => At(hour, minute))
        );
        Assert.Equal(
            [VerdictState.Critical, VerdictState.Critical, VerdictState.Ok],
            new[] { 31, 85, 86 }.Select(minute => At(sliding, minute))
        );
    }

    [Fact]
    public void Exactly_at_the_limit_is_not_above_it()
    {
        var spends = Enumerable.Range(0, 10).Select(i => ("u1", Midnight.Plus(i), 0.1m)).ToList();
        var rule = Read("""{"measure":"spend_usd","group_by":"user","window":"60m","above":"1.00"}""");
        var verdict = Assert.Single(_monitor.Evaluate(WindowOf(spends, Midnight.Plus(20), rule)));
        Assert.Equal((VerdictState.Ok, 1.0, 10L), (verdict.State, verdict.Observed, verdict.N));
    }

    [Theory]
    [InlineData(7, 3.5, VerdictState.Ok)]
    [InlineData(7, 2.5, VerdictState.Warning)]
    [InlineData(5, 2.5, VerdictState.Warning)]
    [InlineData(4, 2.5, VerdictState.Unknown)]
    public void A_ratio_compares_with_the_median_of_the_same_hour_of_earlier_days(int days, double ratio, VerdictState state)
    {
        var rule = Read($$"""{"measure":"spend_usd","group_by":"user","window":"60m","above_ratio":{{ratio}}}""");
        var end = Midnight.Plus(10 * 60);
        var window = WindowOf([("u1", end.Plus(-5), 3m)], end, rule);
        // $1 in this hour on each day, but one wild day.
        var spans = RuleSpans
            .Earlier(rule, end, Kolkata)
            .Take(days)
            .Select((span, day) => (span, Users: new Dictionary<string, Spend> { ["u1"] = new(5, 0, PicoUsd.FromUsd(day == 0 ? 100 : 1)) }))
            .ToDictionary(day => day.span, day => new SpanFigures(new RollupSet(), day.Users));

        var verdict = Assert.Single(_monitor.Evaluate(window with { Spans = spans }));

        Assert.Equal(state, verdict.State);
        Assert.Equal(state == VerdictState.Unknown ? "no_baseline" : null, verdict.UnknownReason);
        if (state != VerdictState.Unknown)
            Assert.Equal(ratio, verdict.Limit!.Value, 1e-9);
    }

    [Fact]
    public void A_group_by_endpoint_with_a_filter_counts_what_matches()
    {
        var traffic = new Traffic(1);
        traffic.Pass(
            30,
            new EndpointTraffic("chat") { Model = "gpt-4o" },
            new EndpointTraffic("chat") { Model = "other", CallsPerMinute = 3 }
        );
        var all = Read("""{"measure":"calls","window":"30m","above":"0","group_by":"endpoint"}""");
        var one = Read("""{"measure":"calls","window":"30m","above":"0","group_by":"model","match":{"model":"other"}}""");

        var verdicts = _monitor.Evaluate(traffic.Window() with { Rules = [all, one] }).ToList();

        Assert.Equal(["endpoint:chat", "model:other"], verdicts.Select(verdict => verdict.Subject));
        Assert.InRange(verdicts[0].Observed!.Value, 600, 780);
        Assert.InRange(verdicts[1].Observed!.Value, 60, 125);
    }

    [Fact]
    public void A_percentile_at_its_limit_does_not_alarm_and_one_beyond_does()
    {
        var traffic = new Traffic(1);
        traffic.Pass(30, new EndpointTraffic("chat") { TtftP95 = 2 });
        VerdictState At(string limit) =>
            Assert
                .Single(
                    _monitor.Evaluate(
                        traffic.Window() with
                        {
                            Rules = [Read($$"""{"measure":"ttft_p95_seconds","window":"30m","above":"{{limit}}"}""")],
                        }
                    )
                )
                .State;
        Assert.Equal([VerdictState.Ok, VerdictState.Warning], [At("2.0"), At("1.2")]);
    }

    [Fact]
    public void No_calls_at_all_are_below_a_limit()
    {
        var rule = Read("""{"measure":"calls","window":"10m","below":"5"}""");
        var verdict = Assert.Single(_monitor.Evaluate(new Traffic(1).Window() with { Rules = [rule] }));
        Assert.Equal((VerdictState.Warning, "project", 0.0), (verdict.State, verdict.Subject, verdict.Observed));
    }

    /// <summary>200 users over 24 hours, busiest at noon; a tenth of them run dear jobs for an hour or two.</summary>
    private static List<(string User, Minute Minute, decimal Usd)> UserDay()
    {
        var random = new Random(20261123);
        var spends = new List<(string, Minute, decimal)>();
        for (var user = 0; user < 200; user++)
        {
            for (var call = 0; call < 40; call++)
                spends.Add(
                    (
                        $"u{user}",
                        Midnight.Plus((random.Next(1440) + random.Next(1440)) / 2),
                        Math.Round((decimal)random.NextDouble() * 0.02m, 6)
                    )
                );
            if (user % 10 != 0)
                continue;
            var start = random.Next(1300);
            for (var call = 0; call < 60; call++)
                spends.Add(($"u{user}", Midnight.Plus(start + random.Next(100)), Math.Round((decimal)random.NextDouble() * 0.08m, 6)));
        }
        return spends;
    }

    private static HashSet<(string User, Minute Minute)> PlainSliding(List<(string User, Minute Minute, decimal Usd)> spends)
    {
        var flagged = new HashSet<(string, Minute)>();
        foreach (var user in spends.GroupBy(spend => spend.User))
            for (var end = Midnight.Plus(1); end <= Midnight.Plus(1440); end = end.Plus(1))
                if (user.Where(spend => spend.Minute.Number >= end.Number - 60 && spend.Minute < end).Sum(spend => spend.Usd) > 1.00m)
                    flagged.Add((user.Key, end));
        return flagged;
    }

    private static HashSet<(string User, Minute Minute)> PlainHours(List<(string User, Minute Minute, decimal Usd)> spends) =>
        [
            .. spends
                .Where(spend => spend.Minute < Midnight.Plus(1440))
                // Kolkata's hours begin at half past an hour of UTC.
                .GroupBy(spend => (spend.User, Hour: new Minute((spend.Minute.Number + 30) / 60 * 60 - 30)))
                .Where(hour => hour.Sum(spend => spend.Usd) > 1.00m)
                .Select(hour => (hour.Key.User, hour.Key.Hour)),
        ];

    private static MonitorWindow WindowOf(List<(string User, Minute Minute, decimal Usd)> spends, Minute end, AlertRule rule)
    {
        var users = new Dictionary<string, UserMinutes>();
        foreach (var (user, minute, usd) in spends)
            if (minute < end && minute >= end.Plus(-MonitorWindow.LookBackMinutes))
                (users.TryGetValue(user, out var known) ? known : users[user] = new UserMinutes()).Add(
                    minute,
                    new Spend(1, 0, PicoUsd.FromUsd(usd))
                );
        return new Traffic(1).Window() with
        {
            Project = Traffic.Project with { Settings = new ProjectSettings { Zone = Kolkata.Id } },
            End = end,
            Users = users,
            Rules = [rule],
        };
    }

    private static AlertRule Read(string json)
    {
        var (rule, faults) = AlertRuleText.Read("rule", JsonElement.Parse(json));
        Assert.Empty(faults);
        return rule!;
    }
}
