using System.Text;
using LlmMonitor.Core.Alerts;
using LlmMonitor.Core.Monitors;
using LlmMonitor.Core.Storage;
using LlmMonitor.Core.Tests.Projects;
using LlmMonitor.Core.Tests.Storage;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace LlmMonitor.Core.Tests.Alerts;

/// <summary>Each fixed window has an alert of its own, and each step of a limit is told once in it.</summary>
public sealed class PeriodTests : IDisposable
{
    private readonly SqliteFile file = new();

    public void Dispose() => file.Dispose();

    // One look a minute in windows of ten minutes. Seen: the level in tenths, 9 the limit itself, 0 below all. Said: F fired, E a higher level,
    // X over, N over and fired anew.
    [Theory]
    [InlineData("0008888888|8888888888", "...F......|N.........")] // a new window, though it never got better
    [InlineData("0005555889|0005555889", "...F...E.E|X..F...E.E")]
    [InlineData("0009999999|0000000000", "...F......|X.........")] // over with its window
    [InlineData("0000000008|8000000000", ".........F|N.........")]
    [InlineData("0885580899|0000000000", ".F......E.|X.........")] // back at a level is no news
    public async Task Each_level_of_each_window_is_told_once_and_every_alert_ends(string seen, string said)
    {
        var tables = new SqliteTables(file.Database);
        await new ChannelStore(tables, SecretBoxes.WithoutKey).PutAsync(
            "demo",
            new Channel("hook", "webhook", "https://example.org", "0123456789abcdef", [], null, AlertSeverity.Warning),
            TestContext.Current.CancellationToken
        );
        var queue = new WorkQueue(new SqliteQueues(file.Database, new FakeTimeProvider(Samples.Start)), NullLogger<WorkQueue>.Instance);
        var desk = new AlertDesk(
            new AlertStore(tables),
            new NoticeStore(tables),
            new SilenceStore(tables),
            new ChannelStore(tables, SecretBoxes.WithoutKey),
            queue
        );
        var heard = new StringBuilder();
        var windows = seen.Split('|');
        var known = 0;
        for (var minute = 0; minute < 20; minute++)
        {
            var end = Samples.Start.AddMinutes(minute + 1);
            var level = windows[minute / 10][minute % 10] switch
            {
                '0' => (decimal?)null,
                '9' => 1m,
                var tenths => (tenths - '0') / 10m,
            };
            var state = level switch
            {
                null => VerdictState.Ok,
                1 => VerdictState.Critical,
                _ => VerdictState.Warning,
            };
            var verdict = Samples.Verdict(state, end, "budget") with
            {
                IsExact = true,
                Period = Samples.Start.AddMinutes(minute / 10 * 10),
                Level = level,
            };
            await desk.DecideAsync(Samples.Project, [verdict], end.AddSeconds(20), TestContext.Current.CancellationToken);
            var notices = await NoticesAsync(tables);
            heard.Append(minute == 10 ? "|" : "").Append(LetterOf([.. notices.Skip(known).Order()]));
            known = notices.Count;
        }
        Assert.Equal(said, heard.ToString());
    }

    private static char LetterOf(NoticeKind[] told) =>
        told switch
        {
            [] => '.',
            [NoticeKind.Resolved] => 'X',
            [var one] => one.ToString()[0],
            [NoticeKind.Fired, NoticeKind.Resolved] => 'N',
            _ => '?',
        };

    private static async Task<List<NoticeKind>> NoticesAsync(SqliteTables tables)
    {
        var kinds = new List<NoticeKind>();
        await foreach (var row in tables.ReadAsync(AlertStore.Table, RowRange.WithPrefix("demo", "notice|")))
            kinds.AddRange(JsonRow.Read<Notice>(row).Alerts.Select(alert => alert.Kind));
        return kinds;
    }
}
