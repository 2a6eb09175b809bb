namespace LlmMonitor.Core.Checks.Dates;

/// <summary>
/// Finds the dates of a text in one pass: months by name in some twenty languages, year first, day or month first with any usual separator,
/// East Asian units. Relative words, days of the week and a day without its month are no dates; times of day and version numbers are passed over.
/// </summary>
public static class DateReader
{
    /// <summary>The dates that an output states: read narrowly, so that nothing else is taken for a date.</summary>
    public static IReadOnlyList<DateMention> ReadOutput(string text) => Read(text, isSource: false);

    /// <summary>The dates that a source may state: read widely, with what scanning does to digits and separators.</summary>
    public static IReadOnlyList<DateMention> ReadSource(string text) => Read(text, isSource: true);

    /// <summary>Does the text name this month by a word, or by a number with its unit (8月)?</summary>
    public static bool NamesMonth(string text, int month)
    {
        var tokens = DateTokens.Of(text, isScan: false);
        return tokens.Exists(token => token.IsMonth && token.Value == month)
            || tokens.Zip(tokens.Skip(1)).Any(pair => pair.Second.Kind == DateTokenKind.MonthUnit && pair.First.Value == month);
    }

    /// <summary>Does the text name this month without a day in numbers, as in "the twenty-second of June"?</summary>
    public static bool NamesMonthAlone(string text, int month)
    {
        var named = DateTokens.Of(text, isScan: false).FindAll(token => token.Kind == DateTokenKind.Month && token.Value == month);
        if (named.Count == 0)
            return false;
        var dates = ReadSource(text);
        return named.Exists(token => !dates.Any(date => date.Start <= token.Start && token.Start < date.Start + date.Length));
    }

    private static List<DateMention> Read(string text, bool isSource)
    {
        var tokens = DateTokens.Of(text, isSource);
        var found = new List<DateMention>();
        var used = new bool[tokens.Count];
        WordDates.Find(text, tokens, isSource, used, found);
        UnitDates.Find(text, tokens, used, found);
        NumericDates.Find(text, tokens, isSource, used, found);
        found.Sort((one, other) => one.Start.CompareTo(other.Start));
        return found;
    }
}
