namespace LlmMonitor.Core.Storage;

/// <summary>Work that no further try can mend: <see cref="WorkQueue"/> sets it aside at once. The message says why, in a sentence.</summary>
public sealed class FinalWorkException(string message, Exception? inner = null) : Exception(message, inner);
