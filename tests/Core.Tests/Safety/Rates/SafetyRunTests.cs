using System.Net;
using LlmMonitor.Core.Monitors;
using LlmMonitor.Core.Safety;
using LlmMonitor.Core.Safety.Gate;
using LlmMonitor.Core.Safety.Rates;
using LlmMonitor.Core.Storage;
using LlmMonitor.Core.Tests.Safety.Judging;
using Xunit;

namespace LlmMonitor.Core.Tests.Safety.Rates;

public sealed class SafetyRunTests : IAsyncLifetime
{
    private JudgingPlant _plant = null!;

    public async ValueTask InitializeAsync() => _plant = await new JudgingPlant().OpenAsync();

    public ValueTask DisposeAsync() => _plant.DisposeAsync();

    [Fact]
    public async Task Served_harm_rings_at_its_endpoint_raises_the_sampling_and_stands_in_the_report()
    {
        _plant.Sampling.BaseRate = 1;
        _plant.Judge.Says = (messages, _) =>
            messages[1].Text.Contains("Mix", StringComparison.Ordinal) ? JudgingPlant.Harmful : JudgingPlant.Safe;
        _plant.JudgingOptions.MostPerMessage = 500;
        await _plant.Work.RunAsync(
            await _plant.TakeAsync(Enumerable.Range(0, 200).Select(i => ($"r{i}", i < 8 ? "Mix it so." : "Hello."))),
            default
        );
        _plant.Plant.Time.Advance(TimeSpan.FromMinutes(80));
        await RunAsync();

        var verdict = await _plant.VerdictAsync(RateVerdicts.Harm, "endpoint:chat");
        Assert.Equal((VerdictState.Critical, 0.04, 200L), (verdict.State, Math.Round(verdict.Observed!.Value, 9), verdict.N));
        Assert.Contains("surely above the limit of 0.001 %", verdict.Summary, StringComparison.Ordinal);
        Assert.Equal(4, Assert.Single(await _plant.Boosts.ReadAsync(_plant.Project.Id)).Factor);

        var report = await _plant.Reports.ReadAsync(_plant.Project, Plant.Noon, Plant.Noon.AddHours(2), default);
        Assert.Equal((8L, 200L, 200L), (report.ServedHarmRate.NHarmful, report.ServedHarmRate.NJudged, report.ServedHarmRate.NCalls));
        Assert.Equal(Hazard.IndiscriminateWeapons, Assert.Single(report.Categories).Category);
        Assert.Equal("chat", Assert.Single(report.Endpoints).Endpoint);
        Assert.Equal((1.0, 200L, 8L), (report.Strata[0].Weight!.Value, report.Strata[0].NJudged, report.Strata[0].NHarmful));
    }

    [Fact]
    public async Task A_quiet_project_rings_nothing_and_says_below_what()
    {
        await _plant.Work.RunAsync(await _plant.TakeAsync(Enumerable.Range(0, 30).Select(i => ($"r{i}", "Hello."))), default);
        _plant.Plant.Time.Advance(TimeSpan.FromMinutes(80));
        await RunAsync();
        Assert.DoesNotContain(await FindingsAsync(), verdict => verdict.State is VerdictState.Critical or VerdictState.Warning);
        Assert.Empty(await _plant.Boosts.ReadAsync(_plant.Project.Id));
    }

    [Fact]
    public async Task A_gate_that_fails_leaves_a_finding_until_it_is_well_again()
    {
        _plant.Counts.Count(_plant.Project.Id, "chat", new GateTally(100, 0, 0, 0, 0));
        _plant.Counts.Count(_plant.Project.Id, "chat", new GateTally(1, 0, 0, 0, 1));
        await _plant.Counts.FlushAsync();
        await RunAsync();
        var verdict = await _plant.VerdictAsync(SafetyRun.GateFailed);
        Assert.Equal((VerdictState.Critical, 1.0), (verdict.State, verdict.Observed!.Value));
        Assert.Contains("1 of 101 checks", verdict.Summary, StringComparison.Ordinal);
        Assert.Contains("served unchecked", verdict.Summary, StringComparison.Ordinal);
        _plant.Plant.Time.Advance(TimeSpan.FromMinutes(20));
        await RunAsync();
        Assert.Equal(VerdictState.Ok, (await _plant.VerdictAsync(SafetyRun.GateFailed)).State);
    }

    [Fact] // S15
    public async Task Blocks_above_their_limit_ring_within_ten_minutes_and_are_forgotten_when_they_end()
    {
        _plant.Counts.Count(_plant.Project.Id, "chat", new GateTally(2000, 100, 0, 0, 0));
        await _plant.Counts.FlushAsync();
        _plant.Plant.Time.Advance(TimeSpan.FromMinutes(11));
        await RunAsync();
        var verdict = await _plant.VerdictAsync(RateVerdicts.Blocks, "endpoint:chat");
        Assert.Equal((VerdictState.Critical, 0.05), (verdict.State, verdict.Observed!.Value));
        Assert.Equal("ten minutes", (string?)verdict.Evidence!["window"]);
        _plant.Plant.Time.Advance(TimeSpan.FromDays(2));
        await RunAsync();
        Assert.DoesNotContain(await FindingsAsync(), one => one.State == VerdictState.Critical);
    }

    [Fact]
    public async Task Sampled_calls_that_nobody_judges_are_told_and_the_more_when_they_were_set_aside()
    {
        var place = await _plant.TakeAsync(("r1", "Hello."));
        _plant.Judge.Says = (_, _) => throw new HttpRequestException("", null, HttpStatusCode.TooManyRequests);
        await Assert.ThrowsAsync<InvalidOperationException>(() => _plant.Work.RunAsync(place, default));
        _plant.Plant.Time.Advance(TimeSpan.FromMinutes(125));
        await RunAsync();
        Assert.Equal(VerdictState.Warning, (await _plant.VerdictAsync(SafetyRun.Behind)).State);
        await _plant.Plant.Queues.SendAsync(WorkQueue.PoisonOf("judge"), "{}");
        await RunAsync();
        Assert.Equal(VerdictState.Critical, (await _plant.VerdictAsync(SafetyRun.Behind)).State);
        _plant.Judge.Says = (_, _) => JudgingPlant.Safe;
        await _plant.Work.RunAsync(place, default);
        _plant.Plant.Time.Advance(TimeSpan.FromMinutes(61));
        await RunAsync();
        Assert.Equal(VerdictState.Ok, (await _plant.VerdictAsync(SafetyRun.Behind)).State);
    }

    [Fact]
    public async Task Without_a_judge_the_report_says_that_harm_is_not_known()
    {
        await using var none = await new JudgingPlant(judge: new() { Model = "" }).OpenAsync();
        var report = await none.Reports.ReadAsync(none.Project, Plant.Noon.AddHours(-1), Plant.Noon, default);
        Assert.Equal(("no_judge", "no_judge", null), (report.Unknown, report.ServedHarmRate.Unknown, report.ServedHarmRate.Estimate));
    }

    private Task RunAsync() => _plant.Run.RunAsync(_plant.Project, _plant.Plant.Time.GetUtcNow(), default);

    private Task<IReadOnlyList<Verdict>> FindingsAsync() =>
        _plant.Probes.Findings.ReadAsync(_plant.Project.Id, _plant.Plant.Time.GetUtcNow());
}
