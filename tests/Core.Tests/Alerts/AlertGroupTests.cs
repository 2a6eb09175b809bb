using LlmMonitor.Core.Alerts;
using LlmMonitor.Core.Cost.Monitors;
using LlmMonitor.Core.Monitors;
using LlmMonitor.Core.Storage;
using LlmMonitor.Core.Tests.Cost.Monitors;
using LlmMonitor.Core.Tests.Projects;
using LlmMonitor.Core.Tests.Storage;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace LlmMonitor.Core.Tests.Alerts;

/// <summary>What comes of one cause comes together.</summary>
public sealed class AlertGroupTests : IDisposable
{
    private readonly SqliteFile file = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;
    private SqliteTables Tables => new(file.Database);

    public void Dispose() => file.Dispose();

    // Three alerts of one cause, which begin and end a minute after one another: c critical, w warning, o ok.
    [Theory]
    [InlineData("cccccccccccooooo", "occcccccccccooooo", "oocccccccccccooooo", "1 fired, 2 fired, 1 resolved, 2 resolved")]
    // One came and went before it was told.
    [InlineData("cccccccccccooooo", "occooooo", "occcccccccccooooo", "1 fired, 1 fired, 1 resolved, 1 resolved")]
    // What is worse is told at once, and takes along what waits.
    [InlineData("wwwwwwwwwwwooooo", "ooocccccccccccooooo", "owwwwwwwwwwwooooo", "1 fired, 2 fired, 1 resolved, 2 resolved")]
    // After the end it is news.
    [InlineData("ccooooo", "oooooooccooooo", "o", "1 fired, 1 resolved, 1 fired, 1 resolved")]
    public async Task Alerts_of_one_cause_that_come_minutes_apart_are_one_more_message(string a, string b, string c, string said)
    {
        for (var minute = 0; minute < 30; minute++)
        {
            var seen = new[] { a, b, c }.Select(states => StateOf(minute < states.Length ? states[minute] : 'o'));
            await DecideAsync(
                minute,
                seen.Select((state, i) => Samples.Verdict(state, Now(minute), $"rule_{i}", "endpoint:chat", "endpoint:chat"))
            );
        }
        Assert.Equal(
            said,
            string.Join(
                ", ",
                (await NoticesAsync()).Select(notice => $"{notice.Alerts.Count} {notice.Alerts[0].Kind.ToString().ToLowerInvariant()}")
            )
        );
    }

    [Fact]
    public async Task A_held_alert_is_listed_at_once_and_whoever_was_not_told_hears_no_end()
    {
        await DecideAsync(0, [Of(0, "a", VerdictState.Critical)]);
        await DecideAsync(1, [Of(1, "a", VerdictState.Critical), Of(1, "b", VerdictState.Critical)]);
        var alerts = await new AlertStore(Tables).ReadAsync("demo", Cancellation);
        Assert.Equal((AlertStanding.Firing, false), alerts[("b", "endpoint:chat")].State is var b ? (b.Standing, b.IsToldOpen) : default);
        Assert.Single(await NoticesAsync());
    }

    // A user's agent goes in circles: the spike of the user and of the project, and the loop, ring with the second minute.
    [Fact]
    public async Task A_loop_and_the_spend_that_it_makes_are_one_message()
    {
        var world = new SpendWorld(Samples.Start.AddHours(-1));
        for (var minute = 0; minute < 60; minute++)
            world.AddMinute(Usual());
        IMonitor[] monitors = [new SpendSpikeMonitor(Options.Create(new SpendSpikeOptions())), new RequestLoopMonitor()];
        var run = new MonitorRun(monitors, NullLogger<MonitorRun>.Instance);
        for (var minute = 1; minute <= 4; minute++)
        {
            var loop = Enumerable.Repeat(new TrafficCall(100, 300, "u77", Prompt: 4711), minute == 1 ? 5 : 300);
            world.AddMinute(Usual().Concat(loop));
            await DecideAsync(minute, run.Run(world.Window()));
        }
        var notice = Assert.Single(await NoticesAsync());
        Assert.Equal("spend:user:u77", notice.Cause);
        Assert.Equal(
            ["request_loop user:u77", "spend_spike project", "spend_spike user:u77"],
            notice.Alerts.Select(alert => $"{alert.State.Rule} {alert.State.Subject}").Order(StringComparer.Ordinal)
        );

        static IEnumerable<TrafficCall> Usual() => Enumerable.Range(0, 20).Select(i => new TrafficCall(1000 + i % 3 * 100, 240, $"u{i}"));
    }

    private static DateTimeOffset Now(int minute) => Samples.Start.AddMinutes(minute);

    private static Verdict Of(int minute, string rule, VerdictState state) =>
        Samples.Verdict(state, Now(minute), rule, "endpoint:chat", "endpoint:chat");

    private static VerdictState StateOf(char letter) =>
        letter switch
        {
            'c' => VerdictState.Critical,
            'w' => VerdictState.Warning,
            _ => VerdictState.Ok,
        };

    private Task DecideAsync(int minute, IEnumerable<Verdict> verdicts) =>
        new AlertDesk(
            new AlertStore(Tables),
            new NoticeStore(Tables),
            new SilenceStore(Tables),
            new ChannelStore(Tables, SecretBoxes.WithoutKey),
            new WorkQueue(new SqliteQueues(file.Database, new FakeTimeProvider(Now(minute))), NullLogger<WorkQueue>.Instance)
        ).DecideAsync(Samples.Project, [.. verdicts], Now(minute), Cancellation);

    private async Task<List<Notice>> NoticesAsync()
    {
        var notices = new List<Notice>();
        await foreach (var row in Tables.ReadAsync(AlertStore.Table, RowRange.WithPrefix("demo", "notice|"), Cancellation))
            notices.Add(JsonRow.Read<Notice>(row));
        return notices;
    }
}
