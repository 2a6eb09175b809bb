using LlmMonitor.Core.Rollups;
using LlmMonitor.Core.Storage;
using LlmMonitor.Core.Tests.Storage;
using Xunit;

namespace LlmMonitor.Core.Tests.Rollups;

public sealed class DayRollupTests
{
    private static readonly DateTimeOffset Yesterday = Plant.Noon.AddDays(-1);
    private static readonly DateOnly Day = Minute.Of(Yesterday).Day;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_writer_that_has_read_older_hours_does_not_have_the_last_word(bool stoodBefore)
    {
        await using var plant = new Plant();
        await plant.WriteAsync(Plant.Call("a", Yesterday));
        await plant.FoldAllAsync();
        await plant.CompactAllAsync();
        if (!stoodBefore)
            await plant.Tables.DeleteAllAsync(RollupTables.Rollups, [(await RowAsync(plant))!]);
        var slow = new DayRollup(
            new InBetween(
                plant.Tables,
                async () =>
                {
                    await plant.WriteAsync(Plant.Call("b", Yesterday) with { Feature = "late" });
                    await plant.FoldAllAsync();
                    await plant.CompactAllAsync();
                }
            )
        );
        await slow.WriteAsync("p1", Day, CancellationToken.None);
        var version = await plant.Tables.FindAsync(RollupTables.Rollups, RollupTables.DayPartition("p1", Day), RollupTables.VersionKey);
        var row = (await RowAsync(plant))!;
        Assert.Equal(version!.ETag, row.Text("of"));
        Assert.Equal(2, RollupSet.FromBytes(PackedRows.Join([row])).Cells.Count);
    }

    private static Task<Row?> RowAsync(Plant plant) =>
        plant.Tables.FindAsync(RollupTables.Rollups, RollupTables.DayPartition("p1", Day), RollupRows.DayKey + "|0");
}
