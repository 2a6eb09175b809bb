namespace LlmMonitor.Functions.Commands;

/// <summary>A command that cannot run, as the sentence that the person at the terminal reads.</summary>
public sealed class CommandException(string message) : Exception(message);
