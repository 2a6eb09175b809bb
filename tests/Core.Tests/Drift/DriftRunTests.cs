using LlmMonitor.Core.Calls;
using LlmMonitor.Core.Drift;
using LlmMonitor.Core.Monitors;
using Xunit;

namespace LlmMonitor.Core.Tests.Drift;

public sealed class DriftRunTests : IAsyncDisposable
{
    private readonly DriftPlant _plant = new();

    public ValueTask DisposeAsync() => _plant.DisposeAsync();

    private static CheckResult[] Swapped(int i) =>
        [
            new(
                "dates",
                "dates_grounded",
                i % 3 == 0 ? CheckOutcome.Fail : CheckOutcome.Pass,
                i % 3 == 0 ? "day and month are swapped" : null
            ),
        ];

    private static CheckResult[] Right(int i) => [new("dates", "dates_grounded", CheckOutcome.Pass, null)];

    [Fact]
    public async Task Before_the_baseline_is_complete_nothing_is_said_which_is_not_that_all_is_well()
    {
        await _plant.SayAsync(60, DriftPlant.Plain);
        await _plant.RunAsync();

        var finding = await _plant.FindingAsync(DriftVerdicts.OutputDrift);

        Assert.Equal((VerdictState.Unknown, "too_few"), (finding.State, finding.UnknownReason));
        Assert.Contains("60 of the 100", finding.Summary, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Outputs_like_the_baseline_are_steady()
    {
        await _plant.SayAsync(300, DriftPlant.Plain);
        await _plant.RunAsync();

        Assert.Equal(VerdictState.Ok, (await _plant.FindingAsync(DriftVerdicts.OutputDrift)).State);
        Assert.Equal((StreamStanding.Steady, 300L), ((await _plant.StatusAsync()).State, (await _plant.StatusAsync()).NFed));
    }

    [Fact]
    public async Task A_new_style_rings_with_what_moved_since_when_and_a_test_of_its_own()
    {
        await _plant.SayAsync(200, DriftPlant.Plain);
        await _plant.RunAsync();
        var changed = _plant.Plant.Time.GetUtcNow();
        await _plant.SayAsync(120, DriftPlant.Chatty);
        await _plant.RunAsync();

        var finding = await _plant.FindingAsync(DriftVerdicts.OutputDrift);
        var status = await _plant.StatusAsync();

        Assert.True(finding.State is VerdictState.Warning or VerdictState.Critical);
        Assert.Equal(StreamStanding.Changed, status.State);
        Assert.True((status.Since - changed)!.Value.Duration() < TimeSpan.FromMinutes(15));
        Assert.True((double)finding.Evidence!["window_test"]!["p_value"]! <= 0.01);
        Assert.NotEmpty(finding.Evidence["statistics"]!.AsArray());
    }

    [Fact]
    public async Task Swapped_dates_ring_as_failures_of_their_check_and_the_failing_outputs_are_named()
    {
        await _plant.SayAsync(150, DriftPlant.Plain, Right);
        await _plant.SayAsync(30, DriftPlant.Plain, Swapped);
        await _plant.RunAsync();

        var finding = await _plant.FindingAsync(DriftVerdicts.CheckFailures);

        Assert.Equal((VerdictState.Critical, "endpoint:chat model:gpt-4o check:dates"), (finding.State, finding.Subject));
        Assert.Contains("day and month are swapped", finding.Summary, StringComparison.Ordinal);
        Assert.Equal(VerdictState.Ok, (await _plant.FindingAsync(DriftVerdicts.OutputDrift)).State);
    }

    [Fact]
    public async Task Running_again_or_hour_by_hour_leaves_the_same_state_as_running_once()
    {
        await using var other = new DriftPlant();
        for (var hour = 0; hour < 4; hour++)
        {
            await _plant.SayAsync(50, DriftPlant.Plain);
            await _plant.RunAsync();
            await _plant.RunAsync();
            await other.SayAsync(50, DriftPlant.Plain);
        }
        await other.RunAsync();

        var (often, once) = (
            await _plant.Streams.FindAsync("p1", DriftPlant.Stream),
            await other.Streams.FindAsync("p1", DriftPlant.Stream)
        );

        Assert.Equal(once!.State, often!.State);
        Assert.Equal((200L, 0L), (often.Status.NFed, often.Status.NLate));
    }

    [Fact]
    public async Task A_late_output_is_counted_and_not_fed()
    {
        await _plant.SayAsync(100, DriftPlant.Plain);
        await _plant.RunAsync();
        await _plant.Plant.WriteAsync(
            Plant.Call("late", _plant.Plant.Time.GetUtcNow().AddMinutes(-50)) with
            {
                Shape = OutputShape.Of("Late.").Pack(),
            }
        );
        await _plant.Plant.FoldAllAsync();
        await _plant.RunAsync();

        var status = await _plant.StatusAsync();

        Assert.Equal((100L, 1L), (status.NFed, status.NLate));
    }

    [Fact]
    public async Task An_acknowledged_stream_goes_on_and_rings_again_where_the_fault_goes_on()
    {
        await _plant.SayAsync(150, DriftPlant.Plain, Right);
        await _plant.SayAsync(30, DriftPlant.Plain, Swapped);
        await _plant.RunAsync();
        var subject = (await _plant.FindingAsync(DriftVerdicts.CheckFailures)).Subject;
        var acknowledged = new Dictionary<string, DateTimeOffset>(StringComparer.Ordinal)
        {
            [subject] = _plant.Plant.Time.GetUtcNow().AddSeconds(1),
        };
        _plant.Plant.Time.Advance(TimeSpan.FromMinutes(1));

        await _plant.RunAsync(acknowledged);
        var known = await _plant.StatusAsync();
        await _plant.RunAsync(acknowledged);
        await _plant.SayAsync(30, DriftPlant.Plain, Swapped);
        await _plant.RunAsync(acknowledged);

        Assert.Equal(StreamStanding.Steady, known.State);
        Assert.Equal(StreamStanding.Changed, (await _plant.StatusAsync()).State);
    }

    [Fact]
    public async Task A_baseline_that_is_set_begins_the_stream_anew()
    {
        await _plant.SayAsync(200, DriftPlant.Plain);
        await _plant.SayAsync(150, DriftPlant.Chatty);
        await _plant.RunAsync();
        var now = _plant.Plant.Time.GetUtcNow();
        await _plant.Baselines.PutAsync("p1", "chat", now.AddMinutes(-150), now, []);
        await _plant.SayAsync(100, DriftPlant.Chatty);
        await _plant.RunAsync();

        var status = await _plant.StatusAsync();

        Assert.Equal((StreamStanding.Steady, 1), (status.State, status.BaselineVersion));
        Assert.Equal(VerdictState.Ok, (await _plant.FindingAsync(DriftVerdicts.OutputDrift)).State);
    }

    [Fact]
    public async Task A_busy_stream_is_thinned_by_the_hash_of_its_ids()
    {
        _plant.Settings.FeedPerDay = 100;
        await _plant.SayAsync(400, DriftPlant.Plain);
        await _plant.RunAsync();

        var status = await _plant.StatusAsync();

        Assert.Equal(400, status.NFed + status.NThinned);
        Assert.InRange(status.NFed, 60, 140);
        Assert.Equal(0.25, status.FeedShare);
    }

    [Fact]
    public async Task The_days_statistics_are_kept_once_however_often_a_run_comes()
    {
        await _plant.SayAsync(50, DriftPlant.Plain);
        await _plant.RunAsync();
        await _plant.RunAsync();

        var shapes = await _plant.Shapes.ReadAsync("p1", Plant.Noon.AddHours(-2), Plant.Noon.AddHours(6), CancellationToken.None);

        Assert.Equal(50, Assert.Single(shapes).Value.Sketches[0].Count);
    }
}
