using LlmMonitor.Core.Calls;
using LlmMonitor.Core.Rollups;
using LlmMonitor.Core.Statistics;
using LlmMonitor.Core.Storage;
using Xunit;

namespace LlmMonitor.Core.Tests.Rollups;

public sealed class CompactionTests
{
    [Fact]
    public async Task What_is_too_large_for_one_commit_is_compacted_in_parts_and_adds_up_to_the_byte()
    {
        await using var plant = new Plant();
        var expected = new RollupSet();
        SlotShard[] places = [.. Enumerable.Range(0, 5).Select(i => new SlotShard("p1", Slot.Of(Plant.Noon.AddMinutes(i)), 1))];
        foreach (var place in places)
        {
            var folded = FullMinute(place.Slot.Start);
            expected.Merge(Assert.Single(folded.Minutes).Value);
            await new RollupDeltas(plant.Tables, plant.Time).WriteAsync(place, folded, CancellationToken.None);
        }
        await plant.CompactAllAsync();

        var day = RollupTables.DayPartition("p1", Minute.Of(Plant.Noon).Day);
        var deltas = plant.Tables.ReadAsync(RollupTables.Rollups, RowRange.WithPrefix(day, RollupRows.DeltaPrefix));
        Assert.Equal(0, await deltas.CountAsync());
        var hours = plant.Tables.ReadAsync(RollupTables.Rollups, RowRange.WithPrefix(day, RollupRows.HourPrefix)).Select(PackedRows.KeyOf);
        Assert.Contains("h|12.001", await hours.ToListAsync());
        var (noon, one) = (Minute.Of(Plant.Noon), Minute.Of(Plant.Noon).Plus(Minute.PerHour));
        var whole = await plant.Reader.ReadAsync("p1", noon, one, CancellationToken.None);
        Assert.Equal(expected.ToBytes(), whole.ToBytes());
        var minutes = await plant.Reader.ReadMinutesAsync("p1", noon, one, CancellationToken.None);
        Assert.Equal(places.Length, minutes.Count);
        Assert.Equal(
            places,
            await plant
                .Reader.PlacesAsync("p1", noon, one, CancellationToken.None)
                .SelectMany(minute => minute.Places)
                .Reverse()
                .ToListAsync()
        );
    }

    /// <summary>Half of the combinations that are counted apart, another half in the next minute, each with full top lists.</summary>
    private static FoldedCalls FullMinute(DateTimeOffset start)
    {
        var folded = new FoldedCalls();
        const int half = DimensionRegistry.ExactAndCoarse / 2;
        foreach (var feature in Enumerable.Range(start.Minute % 2 * half, half))
            for (var number = 0; number < TopList.Capacity; number++)
            {
                var call = Plant.Call($"{start:HHmm}-{feature:d25}-{number:d25}", start.AddSeconds(number)) with
                {
                    Feature = $"feature-{feature}",
                    UserId = $"{number:d40}",
                };
                folded.Add(call, RollupKey.Of(call));
            }
        return folded;
    }
}
