using LlmMonitor.Core.Alerts;
using LlmMonitor.Core.Incidents;
using LlmMonitor.Core.Monitors;
using LlmMonitor.Core.Storage;
using LlmMonitor.Core.Tests.Alerts;
using LlmMonitor.Core.Tests.Storage;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace LlmMonitor.Core.Tests.Incidents;

public sealed class IncidentJoiningTests : IDisposable
{
    private readonly SqliteFile file = new();
    private readonly FakeTimeProvider time = new(Samples.Start);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;
    private SqliteTables Tables => new(file.Database);
    private SqliteQueues Queues => new(file.Database, time);
    private IncidentStore Store => new(Tables);

    public void Dispose() => file.Dispose();

    [Fact]
    public async Task Alerts_of_one_endpoint_are_one_incident_and_those_of_another_are_another()
    {
        await AlertsAsync(
            Samples.Firing(),
            Samples.Firing(VerdictState.Warning, "error_rate"),
            Samples.Firing(VerdictState.Critical, "check_failures", "endpoint:batch model:m check:dates") with
            {
                Verdict = Samples.Verdict(VerdictState.Critical, Samples.Start, "check_failures", "endpoint:batch model:m check:dates"),
            }
        );
        await RunAsync();
        await RunAsync();

        var incidents = await ListAsync();
        Assert.Equal(
            [("batch", 1), ("chat", 2)],
            incidents.Select(incident => (incident.Endpoint!, incident.Alerts.Count)).OrderBy(pair => pair.Item1, StringComparer.Ordinal)
        );
        Assert.Equal(
            ["opened", "alert_joined"],
            (await Store.ReadLinesAsync("demo", incidents.First(one => one.Endpoint == "chat").Id, Cancellation)).Select(line => line.What)
        );
    }

    [Theory]
    [InlineData("ttft_p95", VerdictState.Warning, AlertStanding.Firing)] // opens none by itself
    [InlineData("ttft_p95", VerdictState.Critical, AlertStanding.Suppressed)]
    [InlineData("ttft_p95", VerdictState.Critical, AlertStanding.Pending)]
    [InlineData("delivery_failed", VerdictState.Critical, AlertStanding.Firing)]
    public async Task Some_alerts_open_no_incident(string rule, VerdictState state, AlertStanding standing)
    {
        await AlertsAsync(Samples.Firing(state, rule) with { Standing = standing });
        await RunAsync();
        Assert.Empty(await ListAsync());
    }

    [Fact]
    public async Task An_alert_that_comes_after_the_window_opens_an_incident_of_its_own()
    {
        await AlertsAsync(Samples.Firing());
        await RunAsync();
        time.Advance(TimeSpan.FromHours(25));
        await AlertsAsync(Samples.Firing(VerdictState.Critical, "error_rate"));
        await RunAsync();
        Assert.Equal(2, (await ListAsync()).Count);
    }

    [Fact]
    public async Task What_still_fires_when_its_incident_is_closed_opens_no_other()
    {
        await AlertsAsync(Samples.Firing());
        await RunAsync();
        var id = (await ListAsync())[0].Id;
        await new IncidentDesk(Store, time).CloseAsync("demo", id, null, null, "ann", Cancellation);
        await RunAsync();
        Assert.Equal(IncidentState.Closed, Assert.Single(await ListAsync()).State);
    }

    [Fact]
    public async Task Ten_runs_at_once_open_one_incident()
    {
        await AlertsAsync(Samples.Firing(), Samples.Firing(VerdictState.Critical, "error_rate"));
        await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => Task.Run(RunAsync)));
        Assert.Equal(2, Assert.Single(await ListAsync()).Alerts.Count);
    }

    [Fact]
    public async Task A_run_that_dies_before_its_message_is_sent_is_made_good_by_the_next()
    {
        await AlertsAsync(Samples.Firing());
        var dying = new IncidentJoining(new(Tables), Store, new WorkQueue(new DeadQueues(), NullLogger<WorkQueue>.Instance), Settings);
        await Assert.ThrowsAsync<IOException>(() => dying.RunAsync(Samples.Project, time.GetUtcNow(), Cancellation));
        Assert.Single(await ListAsync());
        Assert.Equal(0, await Queues.CountAsync(IncidentJoining.Queue, Cancellation));
        await RunAsync();
        Assert.Equal(1, await Queues.CountAsync(IncidentJoining.Queue, Cancellation));
    }

    private static IOptions<IncidentOptions> Settings { get; } = Options.Create(new IncidentOptions());

    private Task RunAsync() =>
        new IncidentJoining(new(Tables), Store, new WorkQueue(Queues, NullLogger<WorkQueue>.Instance), Settings).RunAsync(
            Samples.Project,
            time.GetUtcNow(),
            Cancellation
        );

    private Task AlertsAsync(params AlertState[] states) =>
        new AlertStore(Tables).SaveAsync(
            "demo",
            time.GetUtcNow(),
            [.. states.Select(state => new AlertChange(null, state with { Since = time.GetUtcNow() }))],
            [],
            Cancellation
        );

    private async Task<List<Incident>> ListAsync()
    {
        var all = new List<Incident>();
        await foreach (var (_, incident) in Store.ListAsync("demo", null, Cancellation))
            all.Add(incident);
        return all;
    }
}
