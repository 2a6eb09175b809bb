using LlmMonitor.Core.Calls;
using LlmMonitor.Core.Rollups;
using LlmMonitor.Core.Storage;
using LlmMonitor.Core.Tests.Projects;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace LlmMonitor.Core.Tests.Rollups;

/// <summary>Two instances of one project, the other's clock four minutes ahead: it folds slots to which this one still writes, unless something prevents it.</summary>
public sealed class ClocksApartTests : IAsyncDisposable
{
    private static readonly TimeSpan Apart = TimeSpan.FromMinutes(4);
    private readonly Plant _plant = new();
    private readonly FakeTimeProvider _ahead = new(Plant.Noon + Apart);
    private readonly CallWriter _other;
    private readonly SlotFold _fold;
    private readonly SlotSweep _sweep;

    public ClocksApartTests()
    {
        var (tables, work) = (_plant.Tables, _plant.Work);
        var options = Options.Create(new CallOptions());
        _other = new CallWriter(tables, work, _plant.Index, options, _ahead, Dice.Seeded(), NullLogger<CallWriter>.Instance);
        _fold = new SlotFold(tables, _plant.Calls, _plant.Index, new(tables), new(tables, _ahead), work, [], [], _ahead);
        _sweep = new SlotSweep(tables, work, _ahead);
    }

    [Fact] // C14
    public async Task An_open_slot_that_looks_forgotten_to_the_other_is_folded_when_its_writer_is_done()
    {
        await _plant.WriteAsync(Plant.Call("a"));
        await _sweep.RunAsync(CancellationToken.None);
        await FoldAsync();
        await _plant.WriteAsync(Plant.Call("b"));
        Pass(TimeSpan.FromSeconds(Slot.LengthSeconds) + Slot.Grace);
        await FoldAsync();
        await CountsAsync(2);
    }

    [Fact] // C14
    public async Task A_slot_of_the_same_time_is_another_one_for_each_instance()
    {
        await _other.WriteAsync("p1", [PackedCall.Of(new NewCall(Plant.Call("a"), null))], CancellationToken.None);
        Pass(Apart);
        await FoldAsync();

        // By this clock it is now that slot's time; a message of the other comes once more.
        await _plant.WriteAsync(Plant.Call("b"));
        foreach (var shard in SlotShard.Draw(Dice.Seeded(), 1))
            await _fold.RunAsync(
                new SlotPointer("p1", new SlotShard("p1", Slot.Of(Plant.Noon + Apart), shard).Key),
                CancellationToken.None
            );
        await _plant.WriteAsync(Plant.Call("c"));
        Pass(TimeSpan.FromSeconds(Slot.LengthSeconds) + Slot.Grace);
        await FoldAsync();
        await CountsAsync(3);
    }

    public async ValueTask DisposeAsync()
    {
        await _other.DisposeAsync();
        await _plant.DisposeAsync();
    }

    private void Pass(TimeSpan time)
    {
        _plant.Time.Advance(time);
        _ahead.Advance(time);
    }

    private Task FoldAsync() => _plant.DrainAsync<SlotPointer>(CallTables.SlotQueue, _fold.RunAsync);

    /// <summary>In the figures, and in those of a rebuild, to the byte.</summary>
    private async Task CountsAsync(int calls)
    {
        Assert.Empty(await _plant.Tables.ReadAsync(CallTables.Markers, RowRange.All).ToListAsync());
        Assert.Equal(calls, Assert.Single((await _plant.ReadAsync()).Cells).Value.Calls);
        Pass(Apart);
        await _plant.CompactAllAsync();
        var swept = await _plant.DumpAsync();
        await _plant.Rebuild.RunAsync(_plant.Project, new(2026, 11, 23), new(2026, 11, 23), CancellationToken.None);
        Assert.Equal(swept, await _plant.DumpAsync());
    }
}
