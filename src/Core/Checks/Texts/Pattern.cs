using System.Text.RegularExpressions;

namespace LlmMonitor.Core.Checks.Texts;

/// <summary>Reads a regular expression that matches in linear time, whatever the output.</summary>
internal static class Pattern
{
    private const int MostCharacters = 1000;

    /// <summary>A counted group in a counted group multiplies: (a{1000}){1000} would take a machine of a million states.</summary>
    private const long MostCounted = 10_000;
    private static readonly TimeSpan Timeout = TimeSpan.FromMilliseconds(100);
    private static readonly Regex Counted = new(@"\{(\d+,)?(?<most>\d+),?\}", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture);

    /// <returns>Null where the pattern was refused; the reason is then among the faults.</returns>
    public static Regex? Read(CheckParameters parameters)
    {
        var pattern = parameters.RequiredText("pattern", MostCharacters);
        var ignoreCase = parameters.Flag("ignore_case");
        if (pattern is null)
            return null;
        var (regex, fault) = Of(pattern, ignoreCase);
        if (fault is not null)
            parameters.Fault("pattern", fault);
        return regex;
    }

    public static (Regex? Regex, string? Fault) Of(string pattern, bool ignoreCase = false)
    {
        var counted = 1L;
        foreach (Match match in Counted.Matches(pattern))
            if (!long.TryParse(match.Groups["most"].Value, out var most) || (counted *= Math.Max(1, most)) > MostCounted)
                return (null, $"repeats too much: the counts in braces multiply to at most {MostCounted}");
        try
        {
            var options = RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | (ignoreCase ? RegexOptions.IgnoreCase : RegexOptions.None);
            return (new Regex(pattern, options, Timeout), null);
        }
        catch (NotSupportedException)
        {
            return (null, "uses look-around, a back-reference or an atomic group, which cannot be matched in linear time");
        }
        catch (RegexParseException fault)
        {
            return (null, $"is no regular expression: {fault.Error} at character {fault.Offset}");
        }
    }
}
