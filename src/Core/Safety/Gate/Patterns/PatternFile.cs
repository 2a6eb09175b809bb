using System.Text.Json;

namespace LlmMonitor.Core.Safety.Gate.Patterns;

/// <summary>Patterns and the sets of literals that they name, as one file holds them.</summary>
/// <param name="Name">The file's or overlay's name; for messages.</param>
/// <param name="Updated">When it was last changed.</param>
public sealed record PatternFile(
    string Name,
    DateOnly Updated,
    IReadOnlyDictionary<string, IReadOnlyList<string>> Sets,
    IReadOnlyList<SafetyPattern> Patterns
)
{
    /// <summary>A hash of its JSON: what tells one state of the file from another.</summary>
    public ulong Hash { get; init; }

    /// <summary>Of an overlay: built-in patterns that do something else in this project; null is nothing at all.</summary>
    public IReadOnlyDictionary<string, PatternAction?> Actions { get; init; } =
        new Dictionary<string, PatternAction?>(StringComparer.Ordinal);

    /// <summary>Reads a file whole.</summary>
    /// <exception cref="FormatException">It has faults; the message names each of them.</exception>
    public static PatternFile Parse(string name, ReadOnlyMemory<byte> json)
    {
        using var document = JsonDocument.Parse(json);
        var (file, faults) = PatternFileReader.Read(name, document.RootElement);
        return faults.Count == 0
            ? file
            : throw new FormatException(
                $"The pattern file {name} has faults: {string.Join("; ", faults.Select(fault => $"{fault.Field} {fault.Message}"))}."
            );
    }
}

/// <param name="Field">Where in the file: <c>patterns[3].all</c>.</param>
public sealed record PatternFault(string Field, string Message);
