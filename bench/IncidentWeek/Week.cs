using LlmMonitor.Core.Calls;
using LlmMonitor.Core.Drift;
using LlmMonitor.Core.Money;
using LlmMonitor.Core.Rollups;
using LlmMonitor.Core.Storage;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace LlmMonitor.IncidentWeek;

/// <summary>A week of a project's calls, or more, in the embedded store: one slot a minute, folded and compacted. In the last six hours one call in five fails a check.</summary>
internal sealed class Week(ITables tables, WorkQueue work, IQueues queues, ManualTime time)
{
    public const string Project = "p1";
    private const int BadMinutes = 6 * 60;

    private static readonly string[] Answers =
    [
        "The invoice is of 3 April 2026.",
        "{\"date\": \"2026-04-03\"}",
        "I found no date.\n\n- total: 12.50\n- VAT: 20 %",
    ];
    private static readonly byte[][] Shapes = [.. Answers.Select(answer => OutputShape.Of(answer).Pack())];

    public async Task FillAsync(int callsAMinute, int minutes)
    {
        var index = new CallIndex(tables);
        var calls = new CallStore(tables, index);
        var options = Options.Create(new CallOptions { LookUpDuplicates = false });
        await using var writer = new CallWriter(tables, work, index, options, time, span => span.Clear(), NullLogger<CallWriter>.Instance);
        var fold = new SlotFold(tables, calls, index, new(tables), new(tables, time), work, [], [], time);
        var compaction = new Compaction(tables, new DayRollup(tables), time);
        for (var minute = 0; minute < minutes; minute++)
        {
            var isBad = minute >= minutes - BadMinutes;
            var made = Enumerable.Range(0, callsAMinute).Select(i => PackedCall.Of(new NewCall(Call($"{minute}-{i}", i, isBad), null)));
            await writer.WriteAsync(Project, [.. made], CancellationToken.None);
            time.Now += TimeSpan.FromSeconds(10);
            await DrainAsync<SlotPointer>(CallTables.SlotQueue, fold.RunAsync);
            time.Now += TimeSpan.FromSeconds(50);
            if (minute % 720 != 719)
                continue;
            var (now, later) = (time.Now, time.Now.AddMinutes(15));
            time.Now = later;
            await new CompactionSweep(tables, work).RunAsync(CancellationToken.None);
            await DrainAsync<CompactionPointer>(RollupTables.CompactionQueue, compaction.RunAsync);
            time.Now = now;
        }
    }

    private LlmCall Call(string id, int i, bool isBad) =>
        new()
        {
            RequestId = id,
            Model = i % 3 == 0 ? "gpt-4o-mini" : "gpt-4o",
            Timestamp = time.Now,
            Endpoint = "chat",
            Feature = i % 2 == 0 ? "summary" : "search",
            UserId = $"u{i % 40}",
            PromptVersion = "v1",
            Usage = new TokenUsage(1000, 100),
            TotalSeconds = 2 + i % 7,
            Cost = new CallCost(PicoUsd.FromUsd(0.01m), null, "openai/gpt-4o", null, "v1"),
            Shape = Shapes[i % Shapes.Length],
            PromptShape = Shapes[(i + 1) % Shapes.Length],
            Checks = [new("dates", "dates_grounded", isBad && i % 5 == 0 ? CheckOutcome.Fail : CheckOutcome.Pass, null)],
        };

    private async Task DrainAsync<T>(string queue, Func<T, CancellationToken, Task> run)
    {
        while (await queues.ReceiveAsync(queue, 32, TimeSpan.FromMinutes(5)) is { Count: > 0 } messages)
            foreach (var message in messages)
            {
                await work.RunAsync(queue, message.Text, run, CancellationToken.None);
                await queues.DeleteAsync(queue, message);
            }
    }
}

/// <summary>A clock that is set.</summary>
internal sealed class ManualTime(DateTimeOffset now) : TimeProvider
{
    public DateTimeOffset Now { get; set; } = now;

    public override DateTimeOffset GetUtcNow() => Now;
}
