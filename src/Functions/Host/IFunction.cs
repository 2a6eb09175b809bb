namespace LlmMonitor.Functions.Host;

/// <summary>
/// The code behind one queue or timer trigger. The type's name is the function's name, the name of its file and of the
/// <c>Name.function.json</c> beside it. Throwing means: try again.
/// </summary>
public interface IFunction
{
    Task RunAsync(Invocation invocation, CancellationToken cancellation);
}

/// <summary>What a trigger hands over, whoever called: the Functions host, the trigger pump, or a person at the admin route.</summary>
/// <param name="Text">The queue message's text; null for a timer.</param>
/// <param name="IsPastDue">A timer that fires late for a run that was missed.</param>
public sealed record Invocation(string FunctionName, string? Text, bool IsPastDue = false, int DequeueCount = 1);
