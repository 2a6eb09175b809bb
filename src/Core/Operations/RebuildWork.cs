using System.Text.Json;
using LlmMonitor.Core.Projects;
using LlmMonitor.Core.Rollups;

namespace LlmMonitor.Core.Operations;

/// <summary>
/// The rollups of days computed anew from their calls: <c>{"from": "2026-11-20", "to": "2026-11-23"}</c>, days of UTC, both included. It goes on in
/// slices of whole days.
/// </summary>
public sealed class RebuildWork(Rebuild rebuild, TimeProvider time) : IOperationWork
{
    public const string Name = "rebuild";

    /// <summary>A function is stopped after four minutes.</summary>
    private static readonly TimeSpan Slice = TimeSpan.FromSeconds(120);

    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    public string Kind => Name;

    public async Task<object> RunAsync(Project project, JsonElement input, CancellationToken cancellation)
    {
        var started = time.GetUtcNow();
        var ask = input.Deserialize<RebuildInput>(Json)!;
        var rebuilt = await rebuild.RunAsync(
            project,
            ask.Next ?? ask.From,
            ask.To,
            () => time.GetUtcNow() - started >= Slice,
            cancellation
        );
        var whole = rebuilt with { First = ask.First ?? rebuilt.First, Calls = ask.Calls + rebuilt.Calls };
        return rebuilt.Next is { } next
            ? throw new OperationUnfinishedException(ask with { Next = next, First = whole.First, Calls = whole.Calls })
            : whole;
    }

    /// <summary>The days; how far it was is of no interest any more.</summary>
    public object InputWhenDone(Project project, JsonElement input) =>
        new { from = input.GetProperty("from"), to = input.GetProperty("to") };
}

/// <param name="Next">From which day to go on; null at the beginning.</param>
/// <param name="First">The first day that was rebuilt.</param>
/// <param name="Calls">How many calls count in the days that were rebuilt so far.</param>
internal sealed record RebuildInput(DateOnly From, DateOnly To, DateOnly? Next = null, DateOnly? First = null, long Calls = 0);
