using System.Text.Json;
using LlmMonitor.Core.Projects;

namespace LlmMonitor.Core.Operations;

/// <summary>What one kind of operation does. It may run again after a crash, so doing it twice must come to the same.</summary>
public interface IOperationWork
{
    string Kind { get; }

    /// <returns>What was done, for whoever asked.</returns>
    /// <exception cref="OperationUnfinishedException">It did a part, and goes on with another message.</exception>
    Task<object> RunAsync(Project project, JsonElement input, CancellationToken cancellation);

    /// <summary>What is kept of the input when all is done.</summary>
    object InputWhenDone(Project project, JsonElement input) => input;
}
