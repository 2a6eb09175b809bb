using System.Net;
using System.Text.Json;
using LlmMonitor.Core.Calls;
using LlmMonitor.Core.Canaries;
using LlmMonitor.Core.Monitors;
using LlmMonitor.Core.Probes;
using LlmMonitor.Core.Tests.Probes;
using Xunit;

namespace LlmMonitor.Core.Tests.Canaries;

/// <summary>What happens behind a canary, and what it says of it within its hour.</summary>
public sealed class CanaryStories : IAsyncDisposable
{
    private const string Receipt = """
        {"endpoint":"extract","target":{"type":"model","model":"gpt-4o"},
         "prompt":"Receipt of 03/04/2024 (London). When was it bought? Answer as an ISO date.",
         "expect":[{"type":"date_equals","value":"2024-04-03","locale":"en-GB"}]}
        """;

    private readonly ProbePlant _probes = new();

    [Fact]
    public async Task A_swapped_date_flips_the_canary_within_its_hour() // D7
    {
        await SetAsync("receipt", Receipt);
        _probes.Model.Says = (_, _) => "2024-04-03";
        await RunAsync();
        Assert.Equal(VerdictState.Ok, (await FlipAsync("receipt")).State);

        _probes.NextHour();
        _probes.Model.Says = (_, _) => "2024-03-04";
        var result = Assert.Single(await RunAsync());
        Assert.Equal((CanaryState.Fail, 6), (result.State, result.Failed)); // asked again before it rings
        var verdict = await FlipAsync("receipt");
        Assert.Equal(VerdictState.Critical, verdict.State);
        Assert.Contains("expected the date 2024-04-03, the answer says 2024-03-04", verdict.Summary, StringComparison.Ordinal);
        Assert.Contains("same model and fingerprint", verdict.Summary, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_unlucky_answer_of_three_does_not_ring()
    {
        await SetAsync("receipt", Receipt);
        _probes.Model.Says = (_, _) => "2024-04-03";
        await RunAsync();
        _probes.NextHour();
        _probes.Model.Says = (_, asked) => asked == 4 ? "2024-03-04" : "2024-04-03";
        var result = Assert.Single(await RunAsync());
        Assert.Equal((CanaryState.Pass, 2, 1), (result.State, result.Passed, result.Failed));
        Assert.Equal(VerdictState.Ok, (await FlipAsync("receipt")).State);
    }

    [Fact]
    public async Task An_unlucky_round_that_the_next_does_not_confirm_does_not_ring()
    {
        await SetAsync("receipt", Receipt);
        _probes.Model.Says = (_, _) => "2024-04-03";
        await RunAsync();
        _probes.NextHour();
        _probes.Model.Says = (_, asked) => asked is 3 or 4 ? "2024-03-04" : "2024-04-03";
        Assert.Equal(CanaryState.Pass, Assert.Single(await RunAsync()).State);
    }

    [Fact]
    public async Task A_new_fingerprint_alone_is_told_and_does_not_ring()
    {
        await SetAsync("receipt", Receipt);
        _probes.Model.Says = (_, _) => "2024-04-03";
        await RunAsync();
        _probes.NextHour();
        _probes.Model.Fingerprint = "fp_2";
        await RunAsync();
        Assert.Equal(VerdictState.Ok, (await FlipAsync("receipt")).State);
        var endpoint = Assert.Single((await _probes.Desk.ReportAsync("p1", default)).Endpoints);
        Assert.False(endpoint.BehaviourChanged);
        Assert.Equal(
            ("system_fingerprint", "fp_1", "fp_2"),
            (endpoint.ProviderChange!.What, endpoint.ProviderChange.Before[0], endpoint.ProviderChange.Now[0])
        );
        Assert.Equal(1, endpoint.ExactMatchRate);
    }

    [Fact]
    public async Task Where_the_provider_names_another_model_a_flip_says_so()
    {
        await SetAsync("receipt", Receipt);
        _probes.Model.Says = (_, _) => "2024-04-03";
        await RunAsync();
        _probes.NextHour();
        (_probes.Model.Says, _probes.Model.ModelId) = ((_, _) => "2024-03-04", "gpt-4o-2025-06-01");
        await RunAsync();
        Assert.Contains(
            "The provider says that it changed: model gpt-4o-2025-06-01",
            (await FlipAsync("receipt")).Summary,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_target_that_is_down_is_unknown_then_a_warning_and_never_a_flip()
    {
        await SetAsync("receipt", Receipt);
        _probes.Model.Says = (_, _) => "2024-04-03";
        await RunAsync();
        _probes.Model.Says = (_, _) => throw new HttpRequestException("down", null, HttpStatusCode.ServiceUnavailable);
        foreach (var expected in new[] { VerdictState.Ok, VerdictState.Warning })
        {
            _probes.NextHour();
            await RunAsync();
            Assert.Equal(
                ("unreachable", VerdictState.Unknown),
                ((await FlipAsync("receipt")).UnknownReason, (await FlipAsync("receipt")).State)
            );
            Assert.Equal(expected, (await _probes.VerdictAsync(CanaryVerdicts.CannotRun, "canary:receipt")).State);
        }
        Assert.Contains(
            "answered 503",
            (await _probes.VerdictAsync(CanaryVerdicts.CannotRun, "canary:receipt")).Summary,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_canary_that_never_passed_warns_that_its_expectation_may_be_wrong()
    {
        await SetAsync("receipt", Receipt);
        await RunAsync();
        var verdict = await FlipAsync("receipt");
        Assert.Equal(VerdictState.Warning, verdict.State);
        Assert.Contains("never passed", verdict.Summary, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_edited_canary_begins_anew()
    {
        await SetAsync("receipt", Receipt);
        _probes.Model.Says = (_, _) => "2024-04-03";
        await RunAsync();
        await SetAsync("receipt", Receipt.Replace("2024-04-03", "2024-04-04", StringComparison.Ordinal));
        _probes.NextHour();
        await RunAsync();
        Assert.Equal(VerdictState.Warning, (await FlipAsync("receipt")).State);
    }

    [Fact]
    public async Task A_message_that_comes_twice_asks_once_and_keeps_its_calls_once()
    {
        await SetAsync("receipt", Receipt);
        await RunAsync();
        var asked = _probes.Model.Asked;
        await RunAsync();
        Assert.Equal(asked, _probes.Model.Asked);
        await _probes.Plant.FoldAllAsync();
        var cells = (await _probes.Plant.ReadAsync()).Cells.Where(cell => cell.Key.Origin == CallOrigin.Canary).ToList();
        Assert.Equal(asked, cells.Sum(cell => cell.Value.Calls));
        Assert.Equal("extract", Assert.Single(cells).Key.Endpoint);
    }

    [Fact]
    public async Task A_run_that_died_goes_on_with_the_canaries_that_are_left()
    {
        await SetAsync("a", Receipt);
        await SetAsync("b", Receipt);
        var run = _probes.Run;
        using var killed = new CancellationTokenSource();
        _probes.Model.Says = (_, asked) =>
        {
            if (asked == 4)
                killed.Cancel();
            killed.Token.ThrowIfCancellationRequested();
            return "2024-04-03";
        };
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _probes.Runner.RunAsync(_probes.Plant.Project, run, killed.Token));
        _probes.Model.Says = (_, _) => "2024-04-03";
        var results = await _probes.Runner.RunAsync(_probes.Plant.Project, run, default);
        Assert.Equal(["a", "b"], results.Select(result => result.CanaryId));
        Assert.All(results, result => Assert.Equal(CanaryState.Pass, result.State));
    }

    [Fact]
    public async Task While_one_does_a_run_another_is_told_to_come_again()
    {
        await SetAsync("receipt", Receipt);
        await _probes.Claims.BeginAsync("p1", $"canaries|{_probes.Run}", default);
        await Assert.ThrowsAsync<RunUnfinishedException>(() => RunAsync());
        _probes.Plant.Time.Advance(TimeSpan.FromMinutes(6)); // its process died
        Assert.Single(await _probes.Runner.RunAsync(_probes.Plant.Project, RunClaims.NameOf(Plant.Noon), default));
    }

    [Fact]
    public async Task A_run_stops_at_its_cap_and_says_what_it_left_out()
    {
        await using var probes = new ProbePlant(new CanaryOptions { UsdPerRun = 0.004m, Concurrency = 1 });
        foreach (var id in new[] { "a", "b", "c" })
            await SetAsync(id, Receipt, probes);
        probes.Model.Says = (_, _) => "2024-04-03"; // 0.0035 USD each
        var results = await probes.Runner.RunAsync(probes.Plant.Project, probes.Run, default);
        Assert.Equal(2, results.Count(result => result.Reason == CanaryReasons.CostCap));
        Assert.Equal(2, Assert.Single((await probes.Desk.ReportAsync("p1", default)).Endpoints).Skipped.Count);
    }

    [Fact]
    public async Task When_answers_change_to_the_letter_while_all_expectations_hold_it_is_told_for_a_day()
    {
        for (var i = 0; i < 8; i++)
            await SetAsync($"c{i}", Receipt);
        _probes.Model.Says = (_, _) => "On 2024-04-03.";
        for (var hour = 0; hour < 12; hour++, _probes.NextHour())
            await RunAsync();
        Assert.Equal(VerdictState.Ok, (await _probes.VerdictAsync(CanaryVerdicts.Answers, "endpoint:extract")).State);
        _probes.Model.Says = (_, _) => "It was bought on 2024-04-03.";
        for (var hour = 0; hour < 2; hour++, _probes.NextHour())
        {
            await RunAsync();
            var verdict = await _probes.VerdictAsync(CanaryVerdicts.Answers, "endpoint:extract");
            Assert.Equal(VerdictState.Warning, verdict.State);
            Assert.Contains("0 of 8", verdict.Summary, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task The_judge_says_what_cannot_be_computed_and_its_outage_is_unknown()
    {
        await SetAsync(
            "polite",
            """{"endpoint":"chat","target":{"type":"model","model":"gpt-4o"},"prompt":"Say no politely.","expect":[{"type":"judge","question":"Is it polite?"}]}"""
        );
        _probes.Judging.Says = (_, _) => """{"reason":"It thanks.","holds":true}""";
        Assert.Equal(CanaryState.Pass, Assert.Single(await RunAsync()).State);
        _probes.NextHour();
        _probes.Judging.Says = (_, _) => throw new HttpRequestException("limit", null, HttpStatusCode.TooManyRequests);
        var result = Assert.Single(await RunAsync());
        Assert.Equal((CanaryState.Unknown, CanaryReasons.NotJudged), (result.State, result.Reason));
    }

    private async Task SetAsync(string id, string json, ProbePlant? probes = null)
    {
        var (_, faults) = await (probes ?? _probes).Desk.PutAsync("p1", id, JsonElement.Parse(json), default);
        Assert.Empty(faults);
    }

    private Task<IReadOnlyList<CanaryResult>> RunAsync() => _probes.Runner.RunAsync(_probes.Plant.Project, _probes.Run, default);

    private Task<Verdict> FlipAsync(string id) => _probes.VerdictAsync(CanaryVerdicts.Flip, $"canary:{id}");

    public ValueTask DisposeAsync() => _probes.DisposeAsync();
}
