using LlmMonitor.Core.Alerts;
using LlmMonitor.Core.Cost.Monitors;
using LlmMonitor.Core.Monitors;
using LlmMonitor.Core.Storage;
using LlmMonitor.Core.Tests.Alerts;
using LlmMonitor.Core.Tests.Cost.Monitors;
using LlmMonitor.Core.Tests.Projects;
using LlmMonitor.Core.Tests.Storage;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace LlmMonitor.Core.Tests.Stories;

/// <summary>What people hear of a user who runs away: the monitors, the alert desk and its notices together.</summary>
public sealed class RunawayUserToldTests : IDisposable
{
    private const int Leap = 20;
    private const int End = 35;
    private readonly SqliteFile file = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => file.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task People_hear_once_who_it_is_and_once_that_it_is_over(int seed)
    {
        var tables = new SqliteTables(file.Database);
        var queues = new SqliteQueues(file.Database, new FakeTimeProvider(Samples.Start));
        var desk = new AlertDesk(
            new AlertStore(tables),
            new NoticeStore(tables),
            new SilenceStore(tables),
            new ChannelStore(tables, SecretBoxes.WithoutKey),
            new WorkQueue(queues, NullLogger<WorkQueue>.Instance)
        );
        IMonitor[] monitors =
        [
            new SpendSpikeMonitor(Options.Create(new SpendSpikeOptions())),
            new RequestLoopMonitor(),
            new UnpricedModelsMonitor(),
        ];
        var run = new MonitorRun(monitors, NullLogger<MonitorRun>.Instance);
        var traffic = new Traffic("conv", seed, 322) { Users = 200 };
        var world = new SpendWorld(Samples.Start);
        for (var minute = 0; minute < 70; minute++)
        {
            var away = minute is >= Leap and < End ? 80 : 0;
            world.AddMinute(
                traffic.Minute(minute).Concat(Enumerable.Range(0, away).Select(_ => traffic.Call() with { User = "u42" })).ToList()
            );
            await desk.DecideAsync(Samples.Project, run.Run(world.Window()), Samples.Start.AddMinutes(minute + 1), Cancellation);
        }
        var told = new List<Notice>();
        await foreach (var row in tables.ReadAsync(AlertStore.Table, RowRange.WithPrefix("demo", "notice|"), Cancellation))
            told.Add(JsonRow.Read<Notice>(row));
        Assert.Equal([NoticeKind.Fired, NoticeKind.Resolved], told.Select(notice => Assert.Single(notice.Alerts).Kind));
        Assert.All(
            told,
            notice => Assert.Equal(("spend_spike", "user:u42"), (notice.Alerts[0].State.Rule, notice.Alerts[0].State.Subject))
        );
        Assert.InRange(told[0].At, Samples.Start.AddMinutes(Leap + 1), Samples.Start.AddMinutes(Leap + 2));
    }
}
