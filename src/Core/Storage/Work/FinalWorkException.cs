namespace LlmMonitor.Core.Storage;

/// <summary>What no further try can mend: <see cref="WorkQueue"/> sets the work aside at once. The message says why.</summary>
public sealed class FinalWorkException(string message, Exception? inner = null) : Exception(message, inner);
