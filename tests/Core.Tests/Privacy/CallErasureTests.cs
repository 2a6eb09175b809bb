using LlmMonitor.Core.Calls;
using LlmMonitor.Core.Privacy;
using LlmMonitor.Core.Storage;
using Xunit;

namespace LlmMonitor.Core.Tests.Privacy;

public sealed class CallErasureTests
{
    [Theory] // at each look at the time, also between two looks at one place
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public async Task A_slice_that_ends_at_any_moment_leaves_no_call_out(int looks)
    {
        await using var plant = new Plant();
        for (var i = 0; i < 4; i++)
        {
            await plant.WriteAsync(Plant.Call($"r{i}"));
            await plant.FoldAllAsync();
        }
        var erasure = new Erasure(plant.Project, "u1", "u1", plant.Time.GetUtcNow());
        string? next = null;
        do
        {
            var asked = 0;
            next = await new CallErasure(plant.Tables, []).RunAsync(erasure, next, () => asked++ >= looks, CancellationToken.None);
        } while (next is not null);

        var users = plant.Tables.ReadAsync(CallTables.Calls, RowRange.All).Select(row => CallStore.CallOf(row).UserId);
        Assert.Equal(Enumerable.Repeat(LlmCall.ErasedUser, 4), await users.ToListAsync());
    }
}
