using System.Text.Json;
using LlmMonitor.Core.Operations;
using LlmMonitor.Core.Projects;
using LlmMonitor.Core.Storage;

namespace LlmMonitor.Core.GoldenSets;

/// <summary>A golden set asked now: <c>{"name": "contracts", "run": "20261123121530"}</c>.</summary>
public sealed class GoldenWork(GoldenRunner runner) : IOperationWork
{
    public const string Name = "golden-set";

    public string Kind => Name;

    public async Task<object> RunAsync(Project project, JsonElement input, CancellationToken cancellation)
    {
        var name = input.GetProperty("name").GetString()!;
        var run =
            await runner.RunAsync(project, name, input.GetProperty("run").GetString()!, cancellation)
            ?? throw new FinalWorkException($"Golden set {name} is not there any more, or says nobody to ask: PUT it with a target.");
        return new
        {
            run.Run,
            State = run.State.ToString().ToLowerInvariant(),
            run.Summary,
            run.Asked,
            run.Answered,
            run.Skipped,
            CostUsd = run.CostUsd.ToString(),
        };
    }
}
