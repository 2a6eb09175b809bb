using LlmMonitor.Functions.Host;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace LlmMonitor.Functions.Tests.Host;

public sealed class FunctionRunnerTests
{
    private readonly FakeTimeProvider time = new();

    private static Invocation Call { get; } = new("Probe", "text");

    [Fact]
    public async Task A_run_that_ends_is_a_success() =>
        Assert.True(await Probe.Runner(time, (_, _) => Task.CompletedTask).RunAsync(Call, TestContext.Current.CancellationToken));

    [Fact]
    public async Task A_throw_is_a_failure() =>
        Assert.False(
            await Probe
                .Runner(time, (_, _) => throw new InvalidOperationException("broken"))
                .RunAsync(Call, TestContext.Current.CancellationToken)
        );

    [Fact]
    public async Task A_name_without_code_is_a_failure() =>
        Assert.False(
            await Probe.Runner(time, (_, _) => Task.CompletedTask).RunAsync(new("Nobody", null), TestContext.Current.CancellationToken)
        );

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_run_that_does_not_end_is_cancelled_and_fails_before_the_host_would_kill_the_process(bool listens)
    {
        var started = new TaskCompletionSource();
        var run = Probe
            .Runner(
                time,
                (_, cancellation) =>
                {
                    started.SetResult();
                    return Task.Delay(Timeout.InfiniteTimeSpan, listens ? cancellation : CancellationToken.None);
                }
            )
            .RunAsync(Call, TestContext.Current.CancellationToken);
        await started.Task;

        time.Advance(FunctionRunner.Bound - TimeSpan.FromSeconds(1));
        Assert.False(run.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.False(await run);
    }

    [Fact]
    public async Task A_caller_who_cancels_is_told_so()
    {
        using var caller = new CancellationTokenSource();
        var run = Probe.Runner(time, (_, cancellation) => Task.Delay(Timeout.InfiniteTimeSpan, cancellation)).RunAsync(Call, caller.Token);
        await caller.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
    }
}
