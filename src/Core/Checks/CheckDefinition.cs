using System.Text.Json;

namespace LlmMonitor.Core.Checks;

/// <summary>One check as an endpoint defines it.</summary>
/// <param name="Name">Unique in its endpoint; at most 64 of <c>a-z A-Z 0-9 . _ -</c>.</param>
/// <param name="Type">Which kind of check: <see cref="IOutputCheck.Type"/>.</param>
/// <param name="Given">The whole object as it was given, with the parameters of its type.</param>
public sealed record CheckDefinition(string Name, string Type, JsonElement Given);
