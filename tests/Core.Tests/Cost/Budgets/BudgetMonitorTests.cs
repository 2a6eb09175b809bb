using LlmMonitor.Core.Cost.Budgets;
using LlmMonitor.Core.Money;
using LlmMonitor.Core.Monitors;
using LlmMonitor.Core.Projects;
using LlmMonitor.Core.Rollups;
using LlmMonitor.Core.Tests.Projects;
using Xunit;

namespace LlmMonitor.Core.Tests.Cost.Budgets;

public sealed class BudgetMonitorTests
{
    private static readonly Budget PerUser = new("b", BudgetScope.User, Budget.Each, PicoUsd.FromUsd(1), BudgetWindow.Hour);

    [Theory] // C12
    [InlineData(0.79, VerdictState.Ok, null)]
    [InlineData(0.8, VerdictState.Warning, 0.8)]
    [InlineData(0.99, VerdictState.Warning, 0.8)]
    [InlineData(1, VerdictState.Critical, 1.0)]
    [InlineData(3, VerdictState.Critical, 1.0)]
    public void One_verdict_at_the_greatest_level_that_is_reached(double usd, VerdictState state, double? level)
    {
        var verdict = Assert.Single(Judge(PerUser, Minute.Of(Plant.Noon), [("u1", (decimal)usd)]));
        Assert.Equal(("budget", "budget:b/user:u1", state), (verdict.Rule, verdict.Subject, verdict.State));
        Assert.Equal(level, (double?)verdict.Evidence?["level"]);
        Assert.Equal((usd, 1, "usd"), (verdict.Observed, verdict.Limit, verdict.Unit));
    }

    [Fact] // C11
    public void A_limit_of_nothing_divides_by_nothing()
    {
        var none = PerUser with { Limit = PicoUsd.Zero };
        Assert.Equal(VerdictState.Critical, Assert.Single(Judge(none, Minute.Of(Plant.Noon), [("u1", 0.01m)])).State);
        Assert.Equal(VerdictState.Ok, Assert.Single(Judge(none, Minute.Of(Plant.Noon), [("u1", 0m)])).State);
    }

    [Fact] // C2, C3
    public void A_day_of_200_users_flags_exactly_the_true_user_hours_once_each()
    {
        var day = Day(seed: 5);
        var byUser = day.GroupBy(call => call.User).ToList();
        var end = Minute.Of(Plant.Noon.AddHours(12));
        var (flagged, truth) = (new HashSet<(string, Minute)>(), new HashSet<(string, Minute)>());
        var (messages, firing) = (0, new HashSet<string>());
        for (var at = end.Plus(-Minute.PerDay + 1); at <= end; at = at.Plus(1))
        {
            // As a desk would: a message where a subject becomes critical, none while it stays so.
            var critical = Judge(PerUser, at, Spends(day, at.Plus(-Minute.PerHour), at))
                .Where(verdict => verdict.State == VerdictState.Critical)
                .Select(verdict => verdict.Subject)
                .ToHashSet();
            messages += critical.Except(firing).Count();
            firing = critical;
            flagged.UnionWith(critical.Select(subject => (subject["budget:b/user:".Length..], at)));
            // The definition, straight from the calls.
            foreach (var user in byUser)
                if (user.Where(call => call.At >= at.Plus(-Minute.PerHour) && call.At < at).Sum(call => call.Usd) >= 1)
                    truth.Add((user.Key, at));
        }
        Assert.NotEmpty(truth);
        Assert.Equal(truth.Order(), flagged.Order());
        Assert.Equal(truth.Count(minute => !truth.Contains((minute.Item1, minute.Item2.Plus(-1)))), messages);
        // It is not the sum of a lifetime: most of those who spent a dollar in the day never did in an hour.
        Assert.True(truth.Select(minute => minute.Item1).Distinct().Count() < byUser.Count(user => user.Sum(call => call.Usd) >= 1));
    }

    [Fact]
    public void A_day_s_window_begins_at_the_zone_s_midnight_and_its_verdicts_say_so()
    {
        var perDay = PerUser with { Window = BudgetWindow.Day };
        var verdict = Assert.Single(Judge(perDay, Minute.Of(Plant.Noon), [("u1", 2m)], "Europe/Berlin"));
        Assert.Equal(new DateTimeOffset(2026, 11, 22, 23, 0, 0, TimeSpan.Zero), verdict.From);
        Assert.Equal(verdict.From, verdict.Evidence!["window_start"]!.GetValue<DateTimeOffset>());
        Assert.Equal(verdict.From.AddDays(1), verdict.Evidence["window_end"]!.GetValue<DateTimeOffset>());
    }

    [Fact]
    public async Task What_is_folded_stands_against_each_budget_and_fades_with_its_hour()
    {
        await using var plant = new Plant();
        await plant.WriteAsync(Plant.Call("a", usd: 0.9m), Plant.Call("b", usd: 0.3m) with { UserId = null, Feature = null });
        await plant.FoldAllAsync();
        Budget[] budgets =
        [
            PerUser,
            PerUser with
            {
                Name = "p",
                Scope = BudgetScope.Project,
            },
            PerUser with
            {
                Name = "f",
                Scope = BudgetScope.Feature,
            },
            PerUser with
            {
                Name = "m",
                Scope = BudgetScope.Model,
                Window = BudgetWindow.Month,
            },
        ];
        Assert.Equal(["b u1 0.9", "p project 1.2", "f summary 0.9", "m gpt-4o 1.2"], await ReadAsync(minutes: 1));
        Assert.Equal(["b u1 0.9", "p project 1.2", "f summary 0.9", "m gpt-4o 1.2"], await ReadAsync(minutes: 60));
        Assert.Equal(["b u1 0", "p project 0", "f summary 0", "m gpt-4o 1.2"], await ReadAsync(minutes: 61));

        async Task<IEnumerable<string>> ReadAsync(int minutes) =>
            (
                await new BudgetReader(plant.Reader, plant.Users, plant.Time).ReadAsync(
                    plant.Project,
                    budgets,
                    Minute.Of(Plant.Noon).Plus(minutes),
                    default
                )
            ).Select(standing => $"{standing.Budget} {standing.Subject} {standing.Used}");
    }

    [Fact]
    public async Task Days_of_a_month_that_are_over_are_read_once_an_hour()
    {
        await using var plant = new Plant();
        await plant.WriteAsync(Plant.Call("a", Plant.Noon.AddDays(-3), 0.9m), Plant.Call("b", usd: 0.3m));
        await plant.FoldAllAsync();
        var tables = new WatchedTables(plant.Tables);
        var reader = new BudgetReader(plant.Reader, new UserSpendReader(tables), plant.Time);
        Assert.Equal((1.2m, true), await ReadAsync());
        Assert.Equal((1.2m, false), await ReadAsync());
        await plant.WriteAsync(Plant.Call("c", Plant.Noon.AddDays(-2), 0.5m), Plant.Call("d", usd: 0.1m));
        await plant.FoldAllAsync();
        Assert.Equal((1.3m, false), await ReadAsync());
        plant.Time.Advance(TimeSpan.FromHours(1));
        Assert.Equal((1.8m, true), await ReadAsync());

        async Task<(decimal Usd, bool ReadAll)> ReadAsync()
        {
            var before = tables.Finds;
            var end = Minute.Of(plant.Time.GetUtcNow()).Plus(1);
            var standings = await reader.ReadAsync(plant.Project, [PerUser with { Window = BudgetWindow.Month }], end, default);
            return (Assert.Single(standings).Used.ToDecimal(), tables.Finds - before > 10 * 2 * UserSpendRows.Buckets);
        }
    }

    private static IEnumerable<Verdict> Judge(
        Budget budget,
        Minute end,
        IEnumerable<(string User, decimal Usd)> spends,
        string zone = "Etc/UTC"
    )
    {
        var project = new Project("p1", "Test", Plant.Noon);
        var spend = new BudgetSpend(
            new RollupSet(),
            [.. spends.Select(user => ((string?)user.User, new Spend(1, 0, PicoUsd.FromUsd(user.Usd))))]
        );
        var span = BudgetRules.SpanOf(budget.Window, end.Plus(-1), TimeZoneInfo.FindSystemTimeZoneById(zone));
        var window = new MonitorWindow(
            project,
            end,
            new Dictionary<Minute, RollupSet>(),
            new Dictionary<string, UserMinutes>(),
            new Dictionary<Minute, Spend>(),
            ThresholdBook.Empty
        )
        {
            BudgetStandings = [.. spend.StandingsOf(budget, span, [])],
        };
        return new BudgetMonitor().Evaluate(window);
    }

    private static IEnumerable<(string, decimal)> Spends(List<(string User, Minute At, decimal Usd)> day, Minute from, Minute before) =>
        day.Where(call => call.At >= from && call.At < before)
            .GroupBy(call => call.User)
            .Select(user => (user.Key, user.Sum(call => call.Usd)));

    /// <summary>A day that swells towards the afternoon, over 200 users of whom few do most, with long-tailed costs.</summary>
    private static List<(string User, Minute At, decimal Usd)> Day(int seed)
    {
        var dice = new Random(seed);
        var start = Minute.Of(Plant.Noon.AddHours(-12));
        var calls = new List<(string, Minute, decimal)>();
        while (calls.Count < 6000)
        {
            var minute = dice.Next(Minute.PerDay);
            if (dice.NextDouble() < 0.55 - 0.45 * Math.Cos(2 * Math.PI * minute / Minute.PerDay))
                calls.Add(
                    (
                        $"u{(int)(200 * Math.Pow(dice.NextDouble(), 2.5))}",
                        start.Plus(minute),
                        (decimal)
                            Math.Round(0.02 * Math.Exp(1.3 * (dice.NextDouble() + dice.NextDouble() + dice.NextDouble() - 1.5) * 1.7), 6)
                    )
                );
        }
        return calls;
    }
}
