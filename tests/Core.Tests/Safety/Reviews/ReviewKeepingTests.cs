using LlmMonitor.Core.Calls;
using LlmMonitor.Core.Privacy;
using LlmMonitor.Core.Safety.Keeping;
using LlmMonitor.Core.Storage;
using Xunit;

namespace LlmMonitor.Core.Tests.Safety.Reviews;

public sealed class ReviewKeepingTests
{
    [Fact]
    public async Task An_erased_person_is_quoted_in_no_line_of_a_long_audit()
    {
        await using var plant = new ReviewPlant();
        await plant.OpenAsync("r1");
        for (var i = 0; i < TableLimits.ChangesPerCommit; i++)
            await plant.Desk.AssignAsync(plant.Project, "r1", "ann");
        await plant.Desk.EscalateAsync(plant.Project, "r1", "ann", "It names Jane Doe.");
        var erasure = new Erasure(plant.Project, "u1", "u1", plant.Now);
        var call = new ErasedCall(new SlotShard(plant.Project.Id, Slot.Of(plant.Now), 0), "r1", null);

        await new ReviewKeeping(plant.Plant.Tables).EraseCallsAsync(erasure, [call], CancellationToken.None);

        var lines = await plant.Store.ReadAuditAsync(plant.Project.Id, "r1");
        Assert.True(lines.Count > TableLimits.ChangesPerCommit);
        Assert.All(lines, line => Assert.Null(line.Note));
    }
}
