using System.Text.Json;
using LlmMonitor.Core.Projects;
using LlmMonitor.Core.Rollups;

namespace LlmMonitor.Core.Operations;

/// <summary>The rollups of days computed anew from their calls: <c>{"from": "2026-11-20", "to": "2026-11-23"}</c>, days of UTC, both included.</summary>
public sealed class RebuildWork(Rebuild rebuild) : IOperationWork
{
    public const string Name = "rebuild";

    public string Kind => Name;

    public async Task<object> RunAsync(Project project, JsonElement input, CancellationToken cancellation) =>
        await rebuild.RunAsync(
            project,
            DateOnly.Parse(input.GetProperty("from").GetString()!),
            DateOnly.Parse(input.GetProperty("to").GetString()!),
            cancellation
        );
}
