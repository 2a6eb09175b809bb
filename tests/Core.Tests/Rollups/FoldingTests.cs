using LlmMonitor.Core.Calls;
using LlmMonitor.Core.Money;
using LlmMonitor.Core.Rollups;
using LlmMonitor.Core.Storage;
using LlmMonitor.Core.Tests.Projects;
using Xunit;

namespace LlmMonitor.Core.Tests.Rollups;

public sealed class FoldingTests
{
    private static readonly DateTimeOffset Noon = Plant.Noon;

    [Fact]
    public async Task What_was_written_is_in_the_rollups_once_its_slot_has_closed()
    {
        await using var plant = new Plant();
        Assert.Equal(3, await plant.WriteAsync(Plant.Call("a"), Plant.Call("b", usd: 0.02m), Plant.Call("c", usd: null)));
        await plant.FoldAllAsync();

        var (key, cell) = Assert.Single((await plant.ReadAsync()).Cells);
        Assert.Equal(new RollupKey("chat", "summary", "gpt-4o", RollupKey.None, CallOrigin.User), key);
        Assert.Equal((3, 1, PicoUsd.FromUsd(0.03m)), (cell.Calls, cell.Unpriced, cell.Cost));
        Assert.Equal(["b", "a"], cell.MostExpensive.Items.Select(item => item.Id));
    }

    [Fact]
    public async Task What_output_checks_found_is_counted_by_check()
    {
        static LlmCall Checked(string id, CheckOutcome outcome) =>
            Plant.Call(id) with
            {
                Checks = [new("dates", "dates_grounded", outcome, null)],
            };
        await using var plant = new Plant();
        await plant.WriteAsync(Checked("a", CheckOutcome.Pass), Checked("b", CheckOutcome.Fail), Plant.Call("c"));
        await plant.FoldAllAsync();
        await plant.WriteAsync(Checked("d", CheckOutcome.Fail), Checked("e", CheckOutcome.NotApplicable));
        await plant.FoldAllAsync();

        var tally = Assert.Single((await plant.ReadAsync()).Cells).Value.Checks.ByName;

        Assert.Equal(new CheckCounts(1, 2, 1), Assert.Single(tally).Value);
    }

    [Fact] // C14
    public async Task A_call_that_is_sent_twice_counts_once_whether_at_once_later_or_after_folding()
    {
        await using var plant = new Plant();
        Assert.Equal(1, await plant.WriteAsync(Plant.Call("a"), Plant.Call("a", usd: 5m)));
        Assert.Equal(0, await plant.WriteAsync(Plant.Call("a", usd: 5m)));
        await plant.FoldAllAsync();
        Assert.Equal(0, await plant.WriteAsync(Plant.Call("a", usd: 5m)));
        await plant.FoldAllAsync();
        Assert.Equal(PicoUsd.FromUsd(0.01m), Assert.Single((await plant.ReadAsync()).Cells).Value.Cost);
    }

    [Fact]
    public async Task The_first_place_that_claims_an_id_wins_and_the_other_call_is_a_counted_duplicate()
    {
        await using var plant = new Plant();
        // Another process without memory of the first: the same id lands in two slots.
        await plant.WriteAsync(Plant.Call("a"));
        plant.Time.Advance(TimeSpan.FromSeconds(5));
        await using var other = new CallWriter(
            plant.Tables,
            plant.Work,
            plant.Index,
            Microsoft.Extensions.Options.Options.Create(new CallOptions { LookUpDuplicates = false }),
            plant.Time,
            Dice.Seeded(),
            Microsoft.Extensions.Logging.Abstractions.NullLogger<CallWriter>.Instance
        );
        Assert.Equal(1, await other.WriteAsync("p1", [PackedCall.Of(new NewCall(Plant.Call("a", usd: 5m), null))], CancellationToken.None));
        await plant.FoldAllAsync();
        var set = await plant.ReadAsync();
        Assert.Equal((1, 1), (Assert.Single(set.Cells).Value.Calls, set.Duplicates));
    }

    [Fact]
    public async Task Folding_again_at_any_time_changes_nothing()
    {
        await using var plant = new Plant();
        await plant.WriteAsync(Enumerable.Range(0, 250).Select(i => Plant.Call($"r{i}", Noon.AddSeconds(-i))));
        plant.Time.Advance(TimeSpan.FromSeconds(10));
        var pointer = new SlotPointer("p1", new SlotShard("p1", Slot.Of(Noon), 0).Key);
        var marker = await plant.Tables.FindAsync(CallTables.Markers, "p1", pointer.SlotShard);
        await plant.Fold.RunAsync(pointer, CancellationToken.None);
        var once = await plant.DumpAsync();

        // As after a kill before the marker was cleared.
        await plant.Tables.CommitAsync(CallTables.Markers, [RowChange.Put(marker!)]);
        await plant.Fold.RunAsync(pointer, CancellationToken.None);
        Assert.Equal(once, await plant.DumpAsync());
        Assert.Equal(250, (await plant.ReadAsync()).Cells.Sum(cell => cell.Value.Calls));
    }

    [Fact]
    public async Task A_fold_that_read_before_a_late_call_cannot_undo_the_fold_that_read_after_it()
    {
        await using var plant = new Plant();
        var place = new SlotShard("p1", Slot.Of(Noon), 0);
        await plant.WriteAsync(Plant.Call("a"));
        var stale = new FoldedCalls();
        await plant.Fold.FoldIntoAsync(stale, place, _ => true, CancellationToken.None);
        await plant.WriteAsync(Plant.Call("b"));
        await plant.FoldAllAsync();

        await new RollupDeltas(plant.Tables, plant.Time).WriteAsync(place, stale, CancellationToken.None);
        Assert.Equal(2, Assert.Single((await plant.ReadAsync()).Cells).Value.Calls);
        var users = await plant.Users.ReadAsync("p1", Minute.Of(Noon), Minute.Of(Noon).Plus(1), CancellationToken.None);
        Assert.Equal(2, Assert.Single(users).Spend.Calls);
    }

    [Fact]
    public async Task A_slot_that_is_still_open_is_not_folded_but_pointed_to_again()
    {
        await using var plant = new Plant();
        await plant.WriteAsync(Plant.Call("a"));
        await plant.Fold.RunAsync(new SlotPointer("p1", new SlotShard("p1", Slot.Of(Noon), 0).Key), CancellationToken.None);
        Assert.Empty((await plant.ReadAsync()).Cells);
        await plant.FoldAllAsync();
        Assert.Single((await plant.ReadAsync()).Cells);
    }

    [Fact]
    public async Task A_lost_pointer_is_found_by_the_sweep()
    {
        await using var plant = new Plant();
        await plant.WriteAsync(Plant.Call("a"));
        var lost = await plant.Queues.ReceiveAsync(CallTables.SlotQueue, 32, TimeSpan.FromSeconds(1));
        plant.Time.Advance(TimeSpan.FromMinutes(1));
        foreach (var message in lost.Concat(await plant.Queues.ReceiveAsync(CallTables.SlotQueue, 32, TimeSpan.FromSeconds(1))))
            await plant.Queues.DeleteAsync(CallTables.SlotQueue, message);
        Assert.Equal(0, await plant.Queues.CountAsync(CallTables.SlotQueue));

        await plant.Sweep.RunAsync(CancellationToken.None);
        await plant.FoldAllAsync();
        Assert.Single((await plant.ReadAsync()).Cells);
    }

    [Fact]
    public async Task A_late_call_adds_to_its_old_minute_also_after_compaction()
    {
        await using var plant = new Plant();
        await plant.WriteAsync(Plant.Call("a", Noon.AddHours(-30)));
        await plant.FoldAllAsync();
        await plant.CompactAllAsync();
        await plant.WriteAsync(Plant.Call("b", Noon.AddHours(-30)));
        await plant.FoldAllAsync();
        Assert.Equal(2, Assert.Single((await plant.ReadAsync(Noon.AddHours(-30), Noon.AddHours(-30).AddMinutes(1))).Cells).Value.Calls);
        await plant.CompactAllAsync();
        Assert.Equal(2, Assert.Single((await plant.ReadAsync(Noon.AddHours(-30), Noon.AddHours(-30).AddMinutes(1))).Cells).Value.Calls);
        Assert.Equal(2, Assert.Single((await plant.ReadAsync()).Cells).Value.Calls);
    }

    [Fact]
    public async Task Compaction_moves_deltas_into_minutes_and_hours_without_changing_any_figure()
    {
        await using var plant = new Plant();
        for (var round = 0; round < 6; round++)
        {
            await plant.WriteAsync(
                Enumerable.Range(0, 40).Select(i => Plant.Call($"r{round}-{i}", Noon.AddMinutes(-7 * i)) with { UserId = $"u{i % 7}" })
            );
            await plant.FoldAllAsync();
        }
        var before = (await plant.ReadAsync()).ToBytes();
        var users = await plant.Users.ReadAsync("p1", Minute.Of(Noon.AddHours(-3)), Minute.Of(Noon.AddHours(1)), CancellationToken.None);
        await plant.CompactAllAsync();
        Assert.Equal(before, (await plant.ReadAsync()).ToBytes());
        Assert.Equal(
            users.OrderBy(user => user.UserId, StringComparer.Ordinal),
            (await plant.Users.ReadAsync("p1", Minute.Of(Noon.AddHours(-3)), Minute.Of(Noon.AddHours(1)), CancellationToken.None)).OrderBy(
                user => user.UserId,
                StringComparer.Ordinal
            )
        );
        await foreach (var row in plant.Tables.ReadAsync(RollupTables.Rollups, RowRange.All))
            Assert.False(row.Key.StartsWith(RollupRows.DeltaPrefix, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_rebuild_from_the_calls_gives_the_same_bytes()
    {
        await using var plant = new Plant();
        for (var round = 0; round < 5; round++)
        {
            await plant.WriteAsync(
                Enumerable
                    .Range(0, 60)
                    .Select(i =>
                        Plant.Call($"r{round}-{i}", Noon.AddMinutes(-(31 * i))) with
                        {
                            UserId = $"u{i % 7}",
                            Feature = $"f{i % 3}",
                            Error = i % 9 == 0 ? new CallError(CallErrorType.Timeout, null, null) : null,
                        }
                    )
            );
            await plant.FoldAllAsync();
        }
        await plant.CompactAllAsync();
        var before = await plant.DumpAsync();
        var rebuilt = await plant.Rebuild.RunAsync(
            plant.Project,
            new DateOnly(2026, 11, 21),
            new DateOnly(2026, 11, 23),
            CancellationToken.None
        );
        Assert.Equal(300, rebuilt.Calls);
        Assert.Equal(before, await plant.DumpAsync());
    }

    [Fact]
    public async Task A_rebuild_repairs_rollups_that_were_lost()
    {
        await using var plant = new Plant();
        await plant.WriteAsync(Enumerable.Range(0, 30).Select(i => Plant.Call($"r{i}")));
        await plant.FoldAllAsync();
        await plant.CompactAllAsync();
        var before = await plant.DumpAsync();
        var rows = new List<Row>();
        await foreach (var row in plant.Tables.ReadAsync(RollupTables.Rollups, RowRange.All))
            rows.Add(row);
        await plant.Tables.DeleteAllAsync(RollupTables.Rollups, rows);
        await plant.Rebuild.RunAsync(plant.Project, new DateOnly(2026, 11, 23), new DateOnly(2026, 11, 23), CancellationToken.None);
        Assert.Equal(before, await plant.DumpAsync());
    }

    [Fact] // C16
    public async Task Beyond_the_bound_of_dimensions_calls_are_counted_under_other()
    {
        await using var plant = new Plant();
        for (var part = 0; part < 5; part++)
            await plant.WriteAsync(Enumerable.Range(0, 200).Select(i => Plant.Call($"r{part}-{i}") with { Feature = $"f{part}-{i}" }));
        await plant.FoldAllAsync();
        var set = await plant.ReadAsync();
        Assert.Equal(DimensionRegistry.Exact + 1, set.Cells.Count);
        Assert.Equal(1000, set.Cells.Sum(cell => cell.Value.Calls));
        Assert.Equal(1000 - DimensionRegistry.Exact, set.Cells.Single(cell => cell.Key.Feature == RollupKey.Other).Value.Calls);
    }

    [Fact]
    public async Task Spans_are_read_from_days_hours_minutes_and_deltas_and_never_count_twice()
    {
        await using var plant = new Plant();
        var start = Noon.AddDays(-2);
        await plant.WriteAsync(Enumerable.Range(0, 2880).Select(i => Plant.Call($"r{i}", start.AddMinutes(i))));
        await plant.FoldAllAsync();
        await plant.CompactAllAsync();
        await plant.WriteAsync(Enumerable.Range(0, 2880).Select(i => Plant.Call($"s{i}", start.AddMinutes(i))));
        await plant.FoldAllAsync();
        foreach (
            var (from, minutes) in new[]
            {
                (0, 2880),
                (17, 1),
                (17, 43),
                (59, 2),
                (45, 1440),
                (720, 1440),
                (719, 1442),
                (60, 60),
                (1, 2879),
            }
        )
        {
            var set = await plant.ReadAsync(start.AddMinutes(from), start.AddMinutes(from + minutes));
            Assert.Equal(2 * minutes, set.Cells.Sum(cell => cell.Value.Calls));
        }
    }
}
