using System.Net;
using System.Text.Json;
using LlmMonitor.Core.GoldenSets;
using LlmMonitor.Core.Monitors;
using LlmMonitor.Core.Probes;
using LlmMonitor.Core.Tests.Probes;
using Xunit;

namespace LlmMonitor.Core.Tests.GoldenSets;

public sealed class GoldenStories : IAsyncDisposable
{
    private const int Examples = 40;
    private readonly ProbePlant _probes = new();

    [Fact]
    public async Task A_drop_against_the_last_good_run_rings_until_it_is_mended()
    {
        await SetAsync();
        _probes.Model.Says = (messages, _) => AnswerTo(messages[^1].Text, wrong: 2);
        Assert.Equal("no_baseline", (await RunAsync())!.Reason);
        _probes.Plant.Time.Advance(TimeSpan.FromDays(1));
        Assert.Equal(VerdictState.Ok, (await RunAsync())!.State);
        _probes.Model.Says = (messages, _) => AnswerTo(messages[^1].Text, wrong: 18);
        for (var day = 0; day < 2; day++)
        {
            _probes.Plant.Time.Advance(TimeSpan.FromDays(1));
            var run = await RunAsync();
            var worst = run!.Comparisons[0];
            Assert.Equal((VerdictState.Critical, EvaluatorNames.Match, Examples), (run.State, worst.Evaluator, worst.N));
            Assert.Equal(-0.4, worst.Difference, 12);
            Assert.InRange(-0.4, worst.Low, worst.High);
            Assert.Equal(VerdictState.Critical, (await _probes.VerdictAsync("golden_set_drop", "golden_set:capitals")).State);
        }
        _probes.Model.Says = (messages, _) => AnswerTo(messages[^1].Text, wrong: 2);
        _probes.Plant.Time.Advance(TimeSpan.FromDays(1));
        Assert.Equal(VerdictState.Ok, (await RunAsync())!.State);
    }

    [Fact]
    public async Task A_slow_slide_is_seen_against_the_pinned_run()
    {
        await SetAsync();
        for (var day = 0; day < 8; day++)
        {
            var wrong = day * 2;
            _probes.Model.Says = (messages, _) => AnswerTo(messages[^1].Text, wrong);
            var run = await RunAsync();
            if (day == 0)
                await _probes.Golden.ChangeAsync("p1", "capitals", head => head! with { PinnedRun = run!.Run }, default);
            _probes.Plant.Time.Advance(TimeSpan.FromDays(1));
        }
        var last = (await _probes.Golden.ReadRunsAsync("p1", "capitals", default))[^1];
        Assert.NotEqual(VerdictState.Ok, last.State);
        Assert.Equal("pinned", last.Comparisons[0].With);
    }

    [Fact]
    public async Task An_outage_is_waited_for_and_what_was_answered_is_not_asked_again()
    {
        await SetAsync();
        _probes.Model.Says = (messages, asked) =>
            asked >= 10 ? throw new HttpRequestException("", null, HttpStatusCode.TooManyRequests) : AnswerTo(messages[^1].Text, wrong: 0);
        var run = _probes.Run;
        await Assert.ThrowsAsync<RunUnfinishedException>(() =>
            _probes.GoldenRunner.RunAsync(_probes.Plant.Project, "capitals", run, default)
        );
        _probes.Model.Says = (messages, _) => AnswerTo(messages[^1].Text, wrong: 0);
        var before = _probes.Model.Asked;
        var done = await _probes.GoldenRunner.RunAsync(_probes.Plant.Project, "capitals", run, default);
        Assert.Equal((Examples, 30), (done!.Answered, _probes.Model.Asked - before));

        // The same message once more.
        Assert.Equal(done.Summary, (await _probes.GoldenRunner.RunAsync(_probes.Plant.Project, "capitals", run, default))!.Summary);
        Assert.Equal(before + 30, _probes.Model.Asked);
    }

    [Fact]
    public async Task An_outage_of_hours_ends_the_run_as_unknown()
    {
        await SetAsync();
        _probes.Model.Says = (_, _) => throw new HttpRequestException("", null, HttpStatusCode.ServiceUnavailable);
        var run = _probes.Run;
        await Assert.ThrowsAsync<RunUnfinishedException>(() =>
            _probes.GoldenRunner.RunAsync(_probes.Plant.Project, "capitals", run, default)
        );
        _probes.Plant.Time.Advance(TimeSpan.FromHours(1));
        var done = await _probes.GoldenRunner.RunAsync(_probes.Plant.Project, "capitals", run, default);
        Assert.Equal((VerdictState.Unknown, "unreachable"), (done!.State, done.Reason));
    }

    [Fact]
    public async Task Each_put_is_a_new_version_and_changed_examples_are_no_pairs()
    {
        await SetAsync();
        _probes.Model.Says = (messages, _) => AnswerTo(messages[^1].Text, wrong: 0);
        await RunAsync();
        await SetAsync(prefix: "Which is the capital of");
        _probes.Plant.Time.Advance(TimeSpan.FromDays(1));
        var run = await RunAsync();
        Assert.Equal((2, "no_baseline"), (run!.Version, run.Reason));
        Assert.Equal(Examples, (await _probes.Golden.FindVersionAsync("p1", "capitals", 1, default))!.Examples);
    }

    [Fact]
    public async Task The_judge_s_misses_cannot_hide_a_swapped_date() // E1
    {
        var (_, faults) = await _probes.GoldenDesk.PutAsync(
            "p1",
            "receipts",
            JsonElement.Parse(
                """
                {"target":{"type":"model","model":"gpt-4o"},"locale":"en-GB","evaluators":["faithfulness"],"examples":
                [{"id":"r1","question":"When was it bought?","contexts":[{"id":"d","text":"Receipt of 03/04/2024"}]}]}
                """
            ),
            default
        );
        Assert.Empty(faults);
        _probes.Model.Says = (_, _) => "It was bought on 4 March 2024.";
        _probes.Judging.Says = (_, _) =>
            """{"claims":[{"claim":"It was bought on 4 March 2024.","evidence":"03/04/2024","stand":"supported"}]}""";
        var run = await _probes.GoldenRunner.RunAsync(_probes.Plant.Project, "receipts", _probes.Run, default);
        Assert.Equal(0, run!.Scores[EvaluatorNames.Faithfulness].Mean);
        var result = Assert.Single(await _probes.Golden.ReadResultsAsync("p1", "receipts", run.Run, default));
        Assert.Contains("day and month are swapped", Assert.Single(result.Notes), StringComparison.Ordinal);
    }

    private static string AnswerTo(string question, int wrong)
    {
        var number = int.Parse(question.Split(' ')[^1].TrimEnd('?'));
        return number < wrong ? "I do not know" : $"City {number}";
    }

    private async Task SetAsync(string prefix = "What is the capital of")
    {
        var examples = Enumerable
            .Range(0, Examples)
            .Select(i => new
            {
                id = $"q{i}",
                question = $"{prefix} country {i}?",
                expected = $"City {i}",
            });
        var json = new
        {
            target = new { type = "model", model = "gpt-4o" },
            evaluators = new[] { "match" },
            examples,
        };
        var (_, faults) = await _probes.GoldenDesk.PutAsync("p1", "capitals", JsonSerializer.SerializeToElement(json), default);
        Assert.Empty(faults);
    }

    private Task<GoldenRun?> RunAsync() => _probes.GoldenRunner.RunAsync(_probes.Plant.Project, "capitals", _probes.Run, default);

    public ValueTask DisposeAsync() => _probes.DisposeAsync();
}
