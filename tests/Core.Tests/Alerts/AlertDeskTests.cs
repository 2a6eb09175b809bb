using LlmMonitor.Core.Alerts;
using LlmMonitor.Core.Monitors;
using LlmMonitor.Core.Storage;
using LlmMonitor.Core.Tests.Projects;
using LlmMonitor.Core.Tests.Storage;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace LlmMonitor.Core.Tests.Alerts;

public sealed class AlertDeskTests : IDisposable
{
    private readonly SqliteFile file = new();
    private readonly FakeTimeProvider time = new(Samples.Start);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;
    private SqliteTables Tables => new(file.Database);
    private SqliteQueues Queues => new(file.Database, time);

    public void Dispose() => file.Dispose();

    [Fact]
    public async Task A_fault_that_lasts_is_one_message_and_one_end() // C3
    {
        await ChannelAsync("hook");
        foreach (var minute in Enumerable.Range(0, 60))
            await Desk()
                .DecideAsync(
                    Samples.Project,
                    [At(minute, minute < 30 ? VerdictState.Critical : VerdictState.Ok)],
                    Now(minute),
                    Cancellation
                );
        var sent = await SentAsync();
        Assert.Equal([NoticeKind.Fired, NoticeKind.Resolved], sent.SelectMany(notice => notice.Alerts).Select(alert => alert.Kind));
        Assert.Single(sent.SelectMany(notice => notice.Alerts).Select(alert => alert.AlertId).Distinct());
    }

    [Fact]
    public async Task Ten_desks_at_once_say_it_once()
    {
        await ChannelAsync("hook");
        foreach (var minute in Enumerable.Range(0, 3))
            await Task.WhenAll(
                Enumerable
                    .Range(0, 10)
                    .Select(desk =>
                        Task.Run(() =>
                            Desk()
                                .DecideAsync(
                                    Samples.Project,
                                    [At(minute, VerdictState.Warning)],
                                    Now(minute).AddMilliseconds(desk),
                                    Cancellation
                                )
                        )
                    )
            );
        var notice = Assert.Single(await SentAsync());
        Assert.Equal(1, Assert.Single(notice.Alerts).Number);
        var kept = Assert.Single(await new AlertStore(Tables).ReadAsync("demo", Cancellation)).Value.State;
        Assert.Equal((AlertStanding.Firing, Now(0)), (kept.Standing, kept.Since));
    }

    [Fact]
    public async Task A_restart_forgets_nothing()
    {
        await ChannelAsync("hook");
        foreach (var minute in Enumerable.Range(0, 20))
        {
            await Desk()
                .DecideAsync(
                    Samples.Project,
                    [At(minute, minute < 10 ? VerdictState.Warning : VerdictState.Ok)],
                    Now(minute),
                    Cancellation
                );
            file.Reopen();
        }
        Assert.Equal([NoticeKind.Fired, NoticeKind.Resolved], (await SentAsync()).Select(notice => notice.Alerts[0].Kind));
    }

    [Fact]
    public async Task What_was_kept_and_not_queued_is_queued_by_the_next_run()
    {
        await ChannelAsync("hook");
        await Assert.ThrowsAsync<IOException>(() =>
            Desk(new DeadQueues()).DecideAsync(Samples.Project, [At(0, VerdictState.Critical)], Now(0), Cancellation)
        );
        Assert.Equal(0, await Queues.CountAsync(AlertDesk.Queue, Cancellation));
        await Desk().DecideAsync(Samples.Project, [], Now(1), Cancellation);
        await Desk().DecideAsync(Samples.Project, [], Now(2), Cancellation);
        Assert.Single(await SentAsync());
    }

    [Fact]
    public async Task Alerts_of_one_cause_are_one_message_and_of_another_another()
    {
        await ChannelAsync("hook");
        Verdict[] verdicts =
        [
            .. Enumerable
                .Range(0, 3)
                .Select(i => Samples.Verdict(VerdictState.Critical, Now(0), $"rule_{i}", "endpoint:chat", "endpoint:chat")),
            Samples.Verdict(VerdictState.Critical, Now(0), "spend", "user:u1"),
        ];
        await Desk().DecideAsync(Samples.Project, verdicts, Now(0), Cancellation);
        Assert.Equal([1, 3], (await SentAsync()).Select(notice => notice.Alerts.Count).Order());
    }

    [Fact]
    public async Task A_flood_of_one_cause_comes_in_messages_that_can_be_read()
    {
        await ChannelAsync("hook");
        var verdicts = Enumerable
            .Range(0, 130)
            .Select(i => Samples.Verdict(VerdictState.Critical, Now(0), "spend", $"user:ü/{i}", "project"));
        await Desk().DecideAsync(Samples.Project, [.. verdicts], Now(0), Cancellation);
        Assert.Equal(130, (await SentAsync()).Sum(notice => notice.Alerts.Count));
        Assert.Equal(7, (await SentAsync()).Count);
    }

    [Fact]
    public async Task A_silence_holds_back_what_it_names_and_its_end_tells_what_still_fires()
    {
        await ChannelAsync("hook");
        await new SilenceStore(Tables).PutAsync(
            "demo",
            new("night", new("ttft_*", "endpoint:*", null), Now(-5), Now(10), "deploy"),
            Cancellation
        );
        foreach (var minute in Enumerable.Range(0, 12))
            await Desk()
                .DecideAsync(
                    Samples.Project,
                    [
                        At(minute, VerdictState.Critical),
                        Samples.Verdict(minute < 8 ? VerdictState.Ok : VerdictState.Warning, Now(minute), "spend"),
                    ],
                    Now(minute),
                    Cancellation
                );
        Assert.Equal(
            [("spend", Now(9)), ("ttft_p95", Now(10))],
            (await SentAsync()).Select(notice => (notice.Alerts[0].State.Rule, notice.At)).OrderBy(sent => sent.At)
        );
    }

    [Fact]
    public async Task A_channel_gets_what_is_severe_enough_and_nothing_of_its_own_failure()
    {
        await ChannelAsync("all");
        await ChannelAsync("pager", AlertSeverity.Critical);
        await Desk()
            .DecideAsync(
                Samples.Project,
                [
                    Samples.Verdict(VerdictState.Warning, Now(0), "budget", "project") with
                    {
                        IsExact = true,
                    },
                    Samples.Verdict(VerdictState.Critical, Now(0), AlertTiming.DeliveryFailed, "channel:all"),
                ],
                Now(0),
                Cancellation
            );
        Assert.Equal(
            ["budget all", "delivery_failed pager"],
            (await SentAsync()).SelectMany(notice => notice.Channels.Select(name => $"{notice.Alerts[0].State.Rule} {name}")).Order()
        );
    }

    [Fact]
    public async Task A_quiet_run_keeps_nothing() // S14
    {
        await Desk().DecideAsync(Samples.Project, [At(0, VerdictState.Ok), At(0, VerdictState.Unknown)], Now(0), Cancellation);
        Assert.Empty(await new AlertStore(Tables).ReadAsync("demo", Cancellation));
    }

    [Fact]
    public async Task The_history_tells_how_it_went_and_who_took_it_on()
    {
        foreach (var minute in Enumerable.Range(0, 10))
        {
            var state =
                minute < 2 ? VerdictState.Warning
                : minute < 4 ? VerdictState.Critical
                : VerdictState.Ok;
            await Desk().DecideAsync(Samples.Project, [At(minute, state)], Now(minute), Cancellation);
            if (minute == 3)
            {
                var id = AlertRules.IdOf("demo", (await new AlertStore(Tables).ReadAsync("demo", Cancellation)).Values.Single().State);
                Assert.NotNull(await Desk().AcknowledgeAsync("demo", id, new(Now(3).AddSeconds(30), "key", "on it"), Cancellation));
            }
        }
        var kept = (await new AlertStore(Tables).ReadAsync("demo", Cancellation)).Values.Single().State;
        var lines = await new AlertStore(Tables).HistoryAsync("demo", AlertRules.IdOf("demo", kept), Cancellation);
        Assert.Equal(
            [
                (AlertStanding.Firing, NoticeKind.Fired),
                (AlertStanding.Firing, NoticeKind.Escalated),
                (AlertStanding.Acknowledged, (NoticeKind?)null),
                (AlertStanding.Resolved, NoticeKind.Resolved),
            ],
            lines.Select(line => (line.Standing, line.Notice))
        );
        Assert.Equal("on it", lines[2].Note);
    }

    [Fact]
    public async Task An_alert_is_tentative_as_its_verdict_is_but_never_one_that_is_counted()
    {
        Verdict[] verdicts =
        [
            At(0, VerdictState.Critical) with
            {
                Tentative = true,
            },
            Samples.Verdict(VerdictState.Critical, Now(0), "budget") with
            {
                Tentative = true,
                IsExact = true,
            },
        ];
        await Desk().DecideAsync(Samples.Project, verdicts, Now(0), Cancellation);
        var alerts = await new AlertStore(Tables).ReadAsync("demo", Cancellation);
        Assert.Equal(
            [("budget", false), ("ttft_p95", true)],
            alerts.Values.Select(kept => (kept.State.Rule, kept.State.IsTentative)).Order()
        );
    }

    private static DateTimeOffset Now(int minute) => Samples.Start.AddMinutes(minute);

    private static Verdict At(int minute, VerdictState state) => Samples.Verdict(state, Now(minute));

    private Task ChannelAsync(string name, AlertSeverity min = AlertSeverity.Warning) =>
        new ChannelStore(Tables, SecretBoxes.WithoutKey).PutAsync(
            "demo",
            new(name, "webhook", "https://example.org/", new string('s', 16), [], null, min),
            Cancellation
        );

    private AlertDesk Desk(IQueues? queues = null) =>
        new(
            new AlertStore(Tables),
            new NoticeStore(Tables),
            new SilenceStore(Tables),
            new ChannelStore(Tables, SecretBoxes.WithoutKey),
            new WorkQueue(queues ?? Queues, NullLogger<WorkQueue>.Instance)
        );

    /// <summary>The notices that lie in the queue, by time; one that lies there twice comes twice.</summary>
    private async Task<List<Notice>> SentAsync()
    {
        var pointers = new List<DeliveryPointer>();
        var work = new WorkQueue(Queues, NullLogger<WorkQueue>.Instance);
        while (await Queues.ReceiveAsync(AlertDesk.Queue, 32, TimeSpan.FromDays(1), Cancellation) is { Count: > 0 } messages)
            foreach (var message in messages)
                await work.RunAsync<DeliveryPointer>(
                    AlertDesk.Queue,
                    message.Text,
                    (pointer, _) =>
                    {
                        pointers.Add(pointer);
                        return Task.CompletedTask;
                    },
                    Cancellation
                );
        time.Advance(TimeSpan.FromDays(2)); // they come again for the next look
        var notices = new List<Notice>();
        foreach (var pointer in pointers.DistinctBy(pointer => (pointer.NoticeId, pointer.Channel)).DistinctBy(pointer => pointer.NoticeId))
            notices.Add((await new NoticeStore(Tables).FindAsync("demo", pointer.NoticeId, Cancellation))!);
        Assert.Equal(pointers.Count, notices.Sum(notice => notice.Channels.Count));
        return [.. notices.OrderBy(notice => notice.Id, StringComparer.Ordinal)];
    }
}
