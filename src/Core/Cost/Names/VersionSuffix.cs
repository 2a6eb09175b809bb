using System.Text.RegularExpressions;

namespace LlmMonitor.Core.Cost.Names;

/// <summary>
/// Tells a version of a model (<c>-20250514</c>, <c>@default</c>, <c>-v2:0</c>, <c>-preview-06-05</c>) from another model (<c>-mini</c>,
/// <c>-custom-7</c>, the <c>-5</c> in <c>claude-sonnet-4-5</c>). What is not known to be a version is another model.
/// </summary>
public static partial class VersionSuffix
{
    // Words that vendors add to a release without changing its price list entry, as seen in the vendors' model lists.
    private static readonly HashSet<string> words = new(StringComparer.Ordinal)
    {
        "latest",
        "preview",
        "exp",
        "experimental",
        "beta",
        "default",
        "stable",
        "thinking",
        "reasoning",
        "tts",
        "customtools",
        "instruct",
        "it",
        "vision",
        "audio",
        "native",
        "online",
        "translate",
        "realtime",
        "text",
        "hd",
    };

    /// <summary>What may follow <paramref name="literal"/> in a name. After a fine-tune's base (<c>ft:</c>, <c>.ft-</c>) anything may.</summary>
    public static bool IsVersion(string literal, string rest)
    {
        if (rest.Length == 0)
        {
            return true;
        }
        if (literal.StartsWith("ft:", StringComparison.OrdinalIgnoreCase) || literal.EndsWith(".ft-", StringComparison.OrdinalIgnoreCase))
        {
            return rest[0] is '-' or ':' || !char.IsLetter(rest[0]) || literal[^1] == '-';
        }
        // A pattern that ends inside a word (gemini-2.0-flash-0) or behind a dash goes on; any other must end where a word ends.
        var open = literal[^1] == '-' || (char.IsDigit(literal[^1]) && char.IsDigit(rest[0]) && Digits().Match(rest).Length >= 2);
        return (open || Separators.Contains(rest[0]))
            && Words().Split(rest).All(word => word.Length == 0 || words.Contains(word) || Number().IsMatch(word));
    }

    /// <summary>What may stand before a pattern: nothing, or a route such as <c>us.anthropic.</c>.</summary>
    public static bool IsRoute(string before) => before.Length == 0 || Route().IsMatch(before);

    /// <summary>The name without its last full date, version number, <c>-latest</c> or <c>@default</c>; null where it has none.</summary>
    public static string? Without(string name) =>
        Trailing().Match(name) is { Success: true, Index: > 0 } match ? name[..match.Index] : null;

    private const string Separators = "-@:._/";

    [GeneratedRegex(@"^\d+", RegexOptions.ExplicitCapture, 100)]
    private static partial Regex Digits();

    [GeneratedRegex(@"[-@:._/]", RegexOptions.ExplicitCapture, 100)]
    private static partial Regex Words();

    // A month, a date, a build: two digits or more. One digit alone would be another version of the model, unless it says so (v2, :0) or is 0.
    [GeneratedRegex(@"^(\d{2,8}|v\d{1,2}|0|\d{1,3}b|\d{1,3}k)$", RegexOptions.ExplicitCapture, 100)]
    private static partial Regex Number();

    [GeneratedRegex(@"^([a-z][a-z-]{1,12}\.)+$", RegexOptions.ExplicitCapture, 100)]
    private static partial Regex Route();

    [GeneratedRegex(
        @"([-@]\d{4}-\d{2}-\d{2}|[-@]20\d{6}|[-@]v\d{1,2}(:\d+)?|:\d{1,2}|-0\d\d|-latest|@default|@latest)$",
        RegexOptions.ExplicitCapture,
        100
    )]
    private static partial Regex Trailing();
}
