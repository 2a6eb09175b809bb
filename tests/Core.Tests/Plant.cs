using System.Text.Json;
using LlmMonitor.Core.Calls;
using LlmMonitor.Core.Changes;
using LlmMonitor.Core.Money;
using LlmMonitor.Core.Projects;
using LlmMonitor.Core.Rollups;
using LlmMonitor.Core.Storage;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace LlmMonitor.Core.Tests;

/// <summary>The path of a call over the embedded store, with a clock of its own and no app around it.</summary>
internal sealed class Plant : IAsyncDisposable
{
    public static readonly DateTimeOffset Noon = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);
    private readonly string _folder = Directory.CreateTempSubdirectory("llm-monitor-test-").FullName;
    private readonly SqliteDatabase _database;

    public Plant(ITables? tables = null)
    {
        Time = new FakeTimeProvider(Noon);
        _database = new SqliteDatabase(Path.Combine(_folder, "test.db"));
        Tables = tables ?? new SqliteTables(_database);
        Queues = new SqliteQueues(_database, Time);
        Work = new WorkQueue(Queues, NullLogger<WorkQueue>.Instance);
        Index = new CallIndex(Tables);
        Calls = new CallStore(Tables, Index);
        Writer = new CallWriter(
            Tables,
            Work,
            Index,
            Options.Create(new CallOptions()),
            Time,
            span => span.Clear(),
            NullLogger<CallWriter>.Instance
        );
        Sightings = new SightingStore(Tables, Time);
        Fold = new SlotFold(
            Tables,
            Calls,
            Index,
            new DimensionRegistry(Tables),
            new RollupDeltas(Tables, Time),
            Work,
            [],
            [Sightings],
            Time
        );
        Compaction = new Compaction(Tables, new DayRollup(Tables), Time);
        Sweep = new SlotSweep(Tables, Work, Time);
        Reader = new RollupReader(Tables);
        Users = new UserSpendReader(Tables);
        Search = new CallSearch(Reader, Calls, Index);
        Rebuild = new Rebuild(Tables, Calls, Fold, new DayRollup(Tables), Time);
    }

    public FakeTimeProvider Time { get; }
    public ITables Tables { get; }
    public SqliteQueues Queues { get; }
    public WorkQueue Work { get; }
    public CallIndex Index { get; }
    public CallStore Calls { get; }
    public CallWriter Writer { get; }
    public SightingStore Sightings { get; }
    public SlotFold Fold { get; }
    public Compaction Compaction { get; }
    public SlotSweep Sweep { get; }
    public RollupReader Reader { get; }
    public UserSpendReader Users { get; }
    public CallSearch Search { get; }
    public Rebuild Rebuild { get; }
    public Project Project { get; } = new("p1", "Test", Noon);

    public static LlmCall Call(string id, DateTimeOffset? at = null, decimal? usd = 0.01m) =>
        new()
        {
            RequestId = id,
            Model = "gpt-4o",
            Timestamp = at ?? Noon,
            Endpoint = "chat",
            Feature = "summary",
            UserId = "u1",
            Usage = new TokenUsage(1000, 100),
            TtftSeconds = 0.5,
            TotalSeconds = 2.5,
            Cost = usd is { } cost ? new CallCost(PicoUsd.FromUsd(cost), null, "openai/gpt-4o", null, "v1") : CallCost.NotPriced,
        };

    public Task<int> WriteAsync(params IEnumerable<LlmCall> calls) =>
        Writer.WriteAsync(Project.Id, [.. calls.Select(call => PackedCall.Of(new NewCall(call, null)))], CancellationToken.None);

    /// <summary>Lets the slots that are open now ripen, and does the work that waits in the queue.</summary>
    public async Task FoldAllAsync()
    {
        Time.Advance(TimeSpan.FromSeconds(Slot.LengthSeconds) + Slot.Grace);
        await DrainAsync<SlotPointer>(CallTables.SlotQueue, Fold.RunAsync);
    }

    public async Task CompactAllAsync()
    {
        Time.Advance(Compaction.Settled + TimeSpan.FromMinutes(1));
        await new CompactionSweep(Tables, Work).RunAsync(CancellationToken.None);
        await DrainAsync<CompactionPointer>(RollupTables.CompactionQueue, Compaction.RunAsync);
    }

    public async Task DrainAsync<T>(string queue, Func<T, CancellationToken, Task> work)
    {
        while (await Queues.ReceiveAsync(queue, 32, TimeSpan.FromMinutes(5)) is { Count: > 0 } messages)
            foreach (var message in messages)
            {
                await Work.RunAsync(queue, message.Text, work, CancellationToken.None);
                await Queues.DeleteAsync(queue, message);
            }
        Assert.Equal(0, await Queues.CountAsync(WorkQueue.PoisonOf(queue)));
    }

    public Task<RollupSet> ReadAsync(DateTimeOffset? from = null, DateTimeOffset? to = null) =>
        Reader.ReadAsync(Project.Id, Minute.Of(from ?? Noon.AddDays(-2)), Minute.AtOrAfter(to ?? Noon.AddDays(2)), CancellationToken.None);

    /// <summary>Every row of the rollup tables but the versions and the deltas' times, as text that can be compared to the byte.</summary>
    public async Task<string> DumpAsync()
    {
        var lines = new List<string>();
        foreach (var table in new[] { RollupTables.Rollups, RollupTables.UserSpend, RollupTables.Dimensions })
        await foreach (var row in Tables.ReadAsync(table, RowRange.All))
            if (row.Key != RollupTables.VersionKey)
                lines.Add(
                    $"{table} {row.Partition} {row.Key} {string.Join(' ', row.Values.Where(v => v.Key is not "of" and not "folded_at").OrderBy(v => v.Key, StringComparer.Ordinal).Select(v => v.Key + "=" + (v.Value is byte[] b ? Convert.ToHexString(b) : v.Value)))}"
                );
        return string.Join('\n', lines);
    }

    public static CallReading Read(string json) => CallValidator.Read(JsonDocument.Parse(json).RootElement, Noon, TimeSpan.FromDays(90));

    public async ValueTask DisposeAsync()
    {
        await Writer.DisposeAsync();
        _database.Dispose();
        Directory.Delete(_folder, recursive: true);
    }
}
