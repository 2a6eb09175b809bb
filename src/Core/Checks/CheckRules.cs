using System.Text.Json;
using LlmMonitor.Core.Calls;

namespace LlmMonitor.Core.Checks;

/// <summary>How definitions of checks are read, and made ready to run.</summary>
public static class CheckRules
{
    public const int MostChecks = 50;
    public const int NameCharacters = 64;

    /// <summary>A detail quotes, it does not copy.</summary>
    public const int DetailCharacters = 400;

    /// <summary>Reads a list of definitions whole: either all are good, or every fault is named.</summary>
    /// <param name="checks">A JSON array.</param>
    /// <param name="known">The kinds of checks that there are.</param>
    /// <returns>The checks, to be used only where there are no faults.</returns>
    public static (PreparedChecks Checks, IReadOnlyList<IndexedFault> Faults) Read(JsonElement checks, IReadOnlyList<IOutputCheck> known)
    {
        if (checks.ValueKind != JsonValueKind.Array || checks.GetArrayLength() > MostChecks)
            return (PreparedChecks.None, [new(null, "checks", $"must be a list of at most {MostChecks} checks")]);
        var (prepared, faults) = (new List<PreparedCheck>(), new List<IndexedFault>());
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (index, given) in checks.EnumerateArray().Index())
        {
            if (given.ValueKind != JsonValueKind.Object)
            {
                faults.Add(new(index, "", "must be a JSON object"));
                continue;
            }
            var before = faults.Count;
            var (name, type) = (TextOf(given, "name"), TextOf(given, "type"));
            if (!IsName(name))
                faults.Add(new(index, "name", $"must be a text of 1 to {NameCharacters} letters, digits, dots, underscores or dashes"));
            else if (!names.Add(name!))
                faults.Add(new(index, "name", $"'{name}' is the name of an earlier check of this list"));
            if (known.FirstOrDefault(check => check.Type == type) is not { } kind)
            {
                faults.Add(new(index, "type", $"must be one of {string.Join(", ", known.Select(check => check.Type))}"));
                continue;
            }
            var parameters = new CheckParameters(given);
            var run = kind.Prepare(parameters);
            faults.AddRange(parameters.Faults.Select(fault => new IndexedFault(index, fault.Field, fault.Message)));
            if (faults.Count == before)
                prepared.Add(new(new CheckDefinition(name!, type!, given.Clone()), run));
        }
        return (faults.Count == 0 ? new PreparedChecks(prepared) : PreparedChecks.None, faults);
    }

    /// <summary>One check of one output. A definition that cannot be read is not applicable, and says why.</summary>
    public static CheckResult Evaluate(CheckDefinition definition, CheckSubject subject, IReadOnlyList<IOutputCheck> known)
    {
        var list = JsonSerializer.SerializeToElement(new[] { definition.Given });
        var (checks, faults) = Read(list, known);
        return faults.Count == 0
            ? checks.Evaluate(subject)[0]
            : new(definition.Name, definition.Type, CheckOutcome.NotApplicable, $"{faults[0].Field} {faults[0].Message}");
    }

    private static string? TextOf(JsonElement given, string field) =>
        given.TryGetProperty(field, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static bool IsName(string? name) =>
        name is { Length: >= 1 and <= NameCharacters } && name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '_' or '-');
}

/// <param name="Index">Which check of the list; null where the whole is wrong.</param>
public sealed record IndexedFault(int? Index, string Field, string Message);
