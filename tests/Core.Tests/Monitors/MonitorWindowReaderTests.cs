using System.Text.Json;
using LlmMonitor.Core.Monitors;
using LlmMonitor.Core.Projects;
using LlmMonitor.Core.Rollups;
using LlmMonitor.Core.Storage;
using LlmMonitor.Core.Tests.Projects;
using Xunit;

namespace LlmMonitor.Core.Tests.Monitors;

public sealed class MonitorWindowReaderTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_window_holds_the_minutes_that_are_surely_folded_and_what_rules_look_at()
    {
        await using var plant = new Plant();
        var (thresholds, rules) = (new ThresholdStore(plant.Tables), new AlertRuleStore(plant.Tables));
        var reader = new MonitorWindowReader(plant.Reader, plant.Users, thresholds, rules, plant.Time);
        var rule = AlertRuleText.Read(
            "big",
            JsonElement.Parse("""{"measure":"spend_usd","group_by":"user","window":"day","above":"0.02"}""")
        );
        await rules.PutAsync(plant.Project.Id, rule.Rule!, Cancel);
        await thresholds.PutAsync(
            plant.Project.Id,
            new Dictionary<string, EndpointThresholds> { ["a/b"] = new() { ErrorRate = 0.5 } },
            Cancel
        );
        await plant.WriteAsync(
            Plant.Call("early", Plant.Noon.AddHours(-5)),
            Plant.Call("late", Plant.Noon.AddMinutes(-3)),
            Plant.Call("later", Plant.Noon.AddMinutes(-1)),
            Plant.Call("now", Plant.Noon.AddSeconds(5))
        );
        await plant.FoldAllAsync();

        var window = await reader.ReadAsync(plant.Project, Plant.Noon.AddSeconds(15), Cancel);

        Assert.Equal(Minute.Of(Plant.Noon), window.End);
        Assert.Equal([Minute.Of(Plant.Noon.AddMinutes(-3)), Minute.Of(Plant.Noon.AddMinutes(-1))], window.Minutes.Keys);
        Assert.Equal(2, Assert.Single(window.Users).Value.Minutes.Count);
        Assert.Equal(3, window.History.Values.Sum(spend => spend.Calls));
        Assert.Equal(0.5, window.Thresholds.Of("a/b").ErrorRate);
        var verdict = Assert.Single(new RuleMonitor().Evaluate(window));
        Assert.Equal((VerdictState.Warning, "user:u1", 0.03), (verdict.State, verdict.Subject, verdict.Observed));
    }

    [Theory]
    [InlineData(14, -1)]
    [InlineData(15, 0)]
    [InlineData(60, 0)]
    [InlineData(75, 1)]
    public void A_minute_is_judged_fifteen_seconds_after_its_end(int seconds, int minutes) =>
        Assert.Equal(Minute.Of(Plant.Noon).Plus(minutes), MonitorWindowReader.EndAt(Plant.Noon.AddSeconds(seconds)));

    [Fact]
    public async Task Accepted_proposals_become_thresholds_and_end_the_learning()
    {
        await using var plant = new Plant();
        var projects = new ProjectStore(plant.Tables, plant.Time, Dice.Seeded());
        var project = await projects.CreateAsync("learns", new(), Cancel);
        Assert.Equal(Plant.Noon.AddDays(ProjectStore.LearningDays), project.Settings.LearningUntil);
        var thresholds = new ThresholdStore(plant.Tables);
        var proposals = new ThresholdProposals(plant.Reader, thresholds, projects, plant.Time);

        Assert.Empty(await proposals.AcceptAsync(project, Cancel));
        Assert.NotNull((await projects.FindAsync(project.Id, Cancel))!.Settings.LearningUntil);

        // 30 calls in every seventh hour of a week, each with 0.5 s to the first token.
        await plant.WriteAsync(
            from hour in Enumerable.Range(1, 25)
            from call in Enumerable.Range(0, 30)
            select Plant.Call($"{hour}-{call}", Plant.Noon.AddHours(-7 * hour).AddMinutes(call))
        );
        await plant.FoldAllAsync();
        // The calls are those of the plant's project: it is kept as the new one is.
        var row = await plant.Tables.FindAsync("projects", "project", project.Id, Cancel);
        await plant.Tables.CommitAsync("projects", [RowChange.Insert(row! with { Key = plant.Project.Id, ETag = null })], Cancel);
        Assert.NotNull((await projects.FindAsync(plant.Project.Id, Cancel))!.Settings.LearningUntil);
        var accepted = Assert.Single(await proposals.AcceptAsync(plant.Project, Cancel));

        var settings = (await projects.FindAsync(plant.Project.Id, Cancel))!.Settings;
        Assert.Null(settings.LearningUntil);
        Assert.Equal(1.0, accepted.JudgeRate.Proposed);
        Assert.Equal(1.0, settings.JudgeRates["chat"]);
        Assert.Equal(0.62, accepted.Thresholds.TtftP95Seconds!.Value, 0.011);
        Assert.Equal(accepted.Thresholds, (await thresholds.ReadAsync(plant.Project.Id, Cancel)).Of("chat"));
    }

    [Fact]
    public async Task A_rule_is_kept_until_it_is_removed()
    {
        await using var plant = new Plant();
        var store = new AlertRuleStore(plant.Tables);
        var (rule, _) = AlertRuleText.Read("r1", JsonElement.Parse("""{"measure":"calls","window":"5m","above":"10"}"""));
        Assert.True(await store.PutAsync("p1", rule!, Cancel));
        Assert.Equal(rule, Assert.Single(await store.ListAsync("p1", Cancel)));
        Assert.Empty(await store.ListAsync("p2", Cancel));
        Assert.True(await store.DeleteAsync("p1", "r1", Cancel));
        Assert.False(await store.DeleteAsync("p1", "r1", Cancel));
    }
}
