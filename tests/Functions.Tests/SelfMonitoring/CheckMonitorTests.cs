using LlmMonitor.Core.Monitors;
using LlmMonitor.Core.Projects;
using LlmMonitor.Core.SelfMonitoring;
using LlmMonitor.Core.Storage;
using LlmMonitor.Functions.Host;
using LlmMonitor.Functions.Tests.Apps;
using LlmMonitor.Functions.Tests.Host;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace LlmMonitor.Functions.Tests.SelfMonitoring;

/// <summary>The app as it is composed says when it is blind.</summary>
public sealed class CheckMonitorTests : IAsyncLifetime
{
    private readonly EmbeddedApp _app = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task A_young_app_is_well_and_says_so_of_each_timer_and_queue()
    {
        await LookAsync();
        var verdicts = await FindingsAsync(Project.DefaultId);
        // How old the prices are depends on the day of the build.
        Assert.All(verdicts, verdict => Assert.True(verdict.State == VerdictState.Ok || verdict.Rule == SelfVerdicts.PricesOld));
        foreach (var subject in new[] { "timer:RunMonitors", "timer:CheckMonitor", "queue:slots", "queue:deliveries", "prices", "project" })
            Assert.Contains(verdicts, verdict => verdict.Subject == subject);
    }

    [Fact]
    public async Task Timers_that_are_not_begun_ring_at_the_operators_even_though_nobody_runs_the_monitors()
    {
        await LookAsync(); // begins to watch
        for (var look = 0; look < 4; look++)
        {
            _app.Time.Advance(TimeSpan.FromMinutes(5));
            await _app.RunAsync("SweepSlots");
            await LookAsync();
        }
        var verdicts = await FindingsAsync(Project.DefaultId);
        Assert.Equal(VerdictState.Critical, Of(verdicts, "timer:RunMonitors"));
        Assert.Equal(VerdictState.Ok, Of(verdicts, "timer:SweepSlots"));
        Assert.Equal(VerdictState.Ok, Of(verdicts, "timer:RunGoldenSets")); // is due at half past three
        using var client = _app.Client(TestApp.AdminKey);
        var alerts = await client.AskAsync(HttpMethod.Get, "/api/v1/alerts");
        Assert.Contains("timer:RunMonitors", alerts.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("timer:SweepSlots", alerts.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Work_that_was_set_aside_rings_and_falls_silent_when_it_is_put_back()
    {
        var queues = _app.Get<IQueues>();
        await queues.SendAsync("deliveries-poison", "{}", cancellation: Cancellation);
        await LookAsync();
        Assert.Equal(VerdictState.Warning, Of(await FindingsAsync(Project.DefaultId), "queue:deliveries"));

        var message = Assert.Single(await queues.ReceiveAsync("deliveries-poison", 1, TimeSpan.FromMinutes(1), Cancellation));
        await queues.DeleteAsync("deliveries-poison", message, Cancellation);
        await LookAsync();
        Assert.Equal(VerdictState.Ok, Of(await FindingsAsync(Project.DefaultId), "queue:deliveries"));
    }

    [Fact]
    public async Task Calls_that_nobody_folds_ring_at_their_own_project_and_at_no_other()
    {
        var (late, well) = (await _app.TenantAsync(), await _app.TenantAsync());
        await late.TakeAsync(new { request_id = "a", model = "gpt-4o" });
        await well.TakeAndFoldAsync(new { request_id = "a", model = "gpt-4o" });
        _app.Time.Advance(TimeSpan.FromMinutes(6));
        await LookAsync();
        Assert.Equal(VerdictState.Warning, Assert.Single(await FindingsAsync(late.Id)).State);
        Assert.Equal(VerdictState.Ok, Assert.Single(await FindingsAsync(well.Id)).State);

        await late.FoldAsync();
        await LookAsync();
        Assert.Equal(VerdictState.Ok, Assert.Single(await FindingsAsync(late.Id)).State);
    }

    [Fact]
    public async Task A_timer_s_end_is_noted_good_or_bad_and_a_message_s_is_not()
    {
        var ends = new List<(string, bool)>();
        var broken = false;
        await using var services = new ServiceCollection()
            .AddLogging()
            .AddSingleton<TimeProvider>(_app.Time)
            .AddSingleton<Probe.Body>((_, _) => broken ? throw new InvalidOperationException() : Task.CompletedTask)
            .AddSingleton<TimerEnded>(
                (timer, succeeded) =>
                {
                    ends.Add((timer, succeeded));
                    return Task.FromException(new IOException("storage is away"));
                }
            )
            .AddFunction<Probe>()
            .AddSingleton<FunctionCatalogue>()
            .AddSingleton<FunctionRunner>()
            .BuildServiceProvider();
        var runner = services.GetRequiredService<FunctionRunner>();
        Assert.True(await runner.RunAsync(new Invocation("Probe", null), Cancellation));
        Assert.True(await runner.RunAsync(new Invocation("Probe", "message"), Cancellation));
        broken = true;
        Assert.False(await runner.RunAsync(new Invocation("Probe", null), Cancellation));
        Assert.Equal([("Probe", true), ("Probe", false)], ends);
    }

    private async Task LookAsync()
    {
        await _app.RunAsync("CheckMonitor");
        await _app.DrainAsync("self-checks", "CheckMonitorOfProject");
    }

    private async Task<IReadOnlyList<Verdict>> FindingsAsync(string projectId) =>
        await _app.Get<FindingStore>().ReadAsync(projectId, _app.Time.GetUtcNow(), Cancellation);

    private static VerdictState Of(IEnumerable<Verdict> verdicts, string subject) =>
        verdicts.Single(verdict => verdict.Subject == subject).State;
}
