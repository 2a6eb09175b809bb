using LlmMonitor.Core.Alerts;
using LlmMonitor.Core.Monitors;
using LlmMonitor.Core.Storage;
using LlmMonitor.Core.Tests.Projects;
using LlmMonitor.Core.Tests.Storage;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace LlmMonitor.Core.Tests.Alerts;

public sealed class AlertUpkeepTests : IDisposable
{
    private readonly SqliteFile file = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;
    private SqliteTables Tables => new(file.Database);

    public void Dispose() => file.Dispose();

    [Fact]
    public async Task Who_looks_after_an_alert_is_told_to_the_pager_only()
    {
        var desk = await DeskAsync();
        await desk.DecideAsync(Samples.Project, [Samples.Verdict(VerdictState.Critical, Samples.Start)], Samples.Start, Cancellation);
        var fired = Assert.Single(await NoticesAsync());
        var by = new AlertAcknowledgement(Samples.Start.AddMinutes(1), "key", "on it");
        Assert.NotNull(await desk.AcknowledgeAsync("demo", fired.Alerts[0].AlertId, by, Cancellation));
        var notices = await NoticesAsync();
        Assert.Equal(
            [
                ["hook", "pager"],
                ["pager"],
            ],
            notices.Select(notice => notice.Channels.Order().ToArray())
        );
        var message = MessageRules.Write(Samples.Project, notices[1], new AlertOptions());
        var sent = PagerDutyChannel.Write("key", message, message.Items[0]);
        Assert.Equal(("acknowledge", fired.Alerts[0].AlertId), ((string?)sent["event_action"], (string?)sent["dedup_key"]));
        Assert.Equal(3, sent.Count); // An acknowledgement has no payload.
    }

    [Fact]
    public async Task What_is_older_than_two_hundred_days_goes()
    {
        var desk = await DeskAsync();
        foreach (var (day, state) in new[] { (0, VerdictState.Critical), (100, VerdictState.Critical), (201, VerdictState.Ok) })
        {
            var now = Samples.Start.AddDays(day);
            await desk.DecideAsync(Samples.Project, [Samples.Verdict(state, now, subject: $"endpoint:e{day}")], now, Cancellation);
            foreach (var notice in await NoticesAsync())
                await new NoticeStore(Tables).BeginAsync(new("demo", notice.Id, $"hook{day}"), now, Cancellation);
        }
        Assert.Equal(3, (await NoticesAsync()).Count); // One fired and one ended on day 100, one ended on day 201.
        var old = AlertStore.TimeKey(Samples.Start.AddDays(1));
        foreach (var prefix in new[] { "notice|", "delivery|", "history|" })
            Assert.Empty(
                await Tables
                    .ReadAsync(AlertStore.Table, RowRange.Keys("demo", prefix, prefix + old), Cancellation)
                    .ToListAsync(Cancellation)
            );
    }

    private async Task<AlertDesk> DeskAsync()
    {
        var channels = new ChannelStore(Tables, SecretBoxes.WithoutKey);
        foreach (var (name, type) in new[] { ("hook", "webhook"), ("pager", PagerDutyChannel.Name) })
            await channels.PutAsync(
                "demo",
                new(name, type, "https://example.org/", new string('s', 16), [], new string('k', 32), AlertSeverity.Warning),
                Cancellation
            );
        var queue = new WorkQueue(new SqliteQueues(file.Database, new FakeTimeProvider(Samples.Start)), NullLogger<WorkQueue>.Instance);
        return new(new AlertStore(Tables), new NoticeStore(Tables), new SilenceStore(Tables), channels, queue);
    }

    private async Task<List<Notice>> NoticesAsync() =>
        await Tables
            .ReadAsync(AlertStore.Table, RowRange.WithPrefix("demo", "notice|"), Cancellation)
            .Select(JsonRow.Read<Notice>)
            .ToListAsync(Cancellation);
}
