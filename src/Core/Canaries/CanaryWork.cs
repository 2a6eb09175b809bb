using System.Text.Json;
using LlmMonitor.Core.Operations;
using LlmMonitor.Core.Projects;

namespace LlmMonitor.Core.Canaries;

/// <summary>All canaries of a project asked now: <c>{"run": "20261123121530"}</c>.</summary>
public sealed class CanaryWork(CanaryRunner runner) : IOperationWork
{
    public const string Name = "canaries";

    public string Kind => Name;

    public async Task<object> RunAsync(Project project, JsonElement input, CancellationToken cancellation)
    {
        var results = await runner.RunAsync(project, input.GetProperty("run").GetString()!, cancellation);
        return new
        {
            Run = input.GetProperty("run").GetString(),
            Pass = results.Count(result => result.State == CanaryState.Pass),
            Fail = results.Count(result => result.State == CanaryState.Fail),
            Unknown = results.Count(result => result.State == CanaryState.Unknown),
            CostUsd = results.Aggregate(Money.PicoUsd.Zero, (sum, result) => sum + result.Cost).ToString(),
        };
    }
}
