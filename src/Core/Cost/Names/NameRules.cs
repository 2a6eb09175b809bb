using System.Text.RegularExpressions;

namespace LlmMonitor.Core.Cost.Names;

/// <summary>
/// The names an entry goes by. A pattern alone never takes in a longer name: what it leaves over must be a version (<see cref="VersionSuffix"/>),
/// so that <c>gpt-4o-mini-custom-7</c> is not taken for <c>gpt-4o-mini</c>.
/// </summary>
public sealed record NameRules(
    IReadOnlyList<string> Exact,
    IReadOnlyList<string> Starts,
    IReadOnlyList<string> Contains,
    IReadOnlyList<string> Ends,
    IReadOnlyList<string> Regexes
)
{
    private static readonly TimeSpan patience = TimeSpan.FromMilliseconds(100);

    public static NameRules None { get; } = new([], [], [], [], []);

    public bool HasPatterns => Starts.Count + Contains.Count + Ends.Count + Regexes.Count > 0;

    /// <summary>How many letters of a name (lower case) the patterns account for; 0 where none fits.</summary>
    public int Weight(string name) =>
        Starts
            .Select(start => Weight(name, start, 0))
            .Concat(Contains.Select(part => Weight(name, part, name.IndexOf(part, StringComparison.OrdinalIgnoreCase))))
            .Concat(Ends.Select(end => Weight(name, end, name.Length - end.Length)))
            .Concat(Regexes.Select(regex => Regex.IsMatch(name, regex, RegexOptions.IgnoreCase, patience) ? name.Length : 0))
            .DefaultIfEmpty(0)
            .Max();

    /// <summary>Whether a name looks like one of these at all, without regard to what is left over.</summary>
    public bool Suggest(string name) =>
        Exact.Contains(name, StringComparer.OrdinalIgnoreCase)
        || Starts.Any(start => name.StartsWith(start, StringComparison.OrdinalIgnoreCase))
        || Contains.Any(part => name.Contains(part, StringComparison.OrdinalIgnoreCase))
        || Ends.Any(end => name.EndsWith(end, StringComparison.OrdinalIgnoreCase))
        || Regexes.Any(regex => Regex.IsMatch(name, regex, RegexOptions.IgnoreCase, patience));

    private static int Weight(string name, string literal, int at) =>
        at >= 0
        && string.Compare(name, at, literal, 0, literal.Length, StringComparison.OrdinalIgnoreCase) == 0
        && VersionSuffix.IsRoute(name[..at])
        && VersionSuffix.IsVersion(literal, name[(at + literal.Length)..])
            ? literal.Length
            : 0;
}
