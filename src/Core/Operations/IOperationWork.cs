using System.Text.Json;
using LlmMonitor.Core.Projects;

namespace LlmMonitor.Core.Operations;

/// <summary>What one kind of operation does. It may run again after a crash, so doing it twice must come to the same.</summary>
public interface IOperationWork
{
    string Kind { get; }

    /// <returns>What was done, for whoever asked.</returns>
    Task<object> RunAsync(Project project, JsonElement input, CancellationToken cancellation);
}
