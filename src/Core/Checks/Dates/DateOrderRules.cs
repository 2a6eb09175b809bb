using LlmMonitor.Core.Calls;

namespace LlmMonitor.Core.Checks.Dates;

/// <summary>Which of day and month comes first: by a locale, by what dates prove, by what earlier documents proved.</summary>
public static class DateOrderRules
{
    /// <summary>So many documents must have proven an order before it is taken for the next one: of a feature with one in seven the other way
    /// round, fewer than 5 in 100 get so far without showing it.</summary>
    public const int LeastDocuments = 20;

    /// <summary>How many of a hundred documents may speak against the order: what a misread part number proves now and then.</summary>
    public const int MostContraryPercent = 1;

    private const int MostCompared = 200;

    private static readonly string[] MonthFirstLocales = ["en-us", "en-ph", "fil", "fil-ph", "es-pr", "es-pa", "en-pr", "en-gu", "en-as", "en-vi"];

    // Locales whose short dates begin with the year, or that are written both ways.
    private static readonly string[] UndecidedLanguages = ["ja", "zh", "ko", "hu", "lt", "mn", "fa"];
    private static readonly string[] UndecidedLocales = ["en", "en-ca", "es-us"];

    /// <summary>The order in which a locale (BCP 47) writes numeric dates, by the Unicode CLDR; unknown where it begins with the year, or is mixed.</summary>
    public static DateOrder Of(string? locale)
    {
        if (string.IsNullOrWhiteSpace(locale))
            return DateOrder.Unknown;
        var name = locale.Trim().Replace('_', '-').ToLowerInvariant();
        var language = name.Split('-')[0];
        return MonthFirstLocales.Contains(name) ? DateOrder.MonthFirst
            : language.Length is < 2 or > 3
            || !language.All(char.IsAsciiLetterLower)
            || UndecidedLanguages.Contains(language)
            || UndecidedLocales.Contains(name)
                ? DateOrder.Unknown
            : DateOrder.DayFirst;
    }

    /// <summary>Does a locale begin short dates with a two-digit year (24-05-03)? Where none is stated, one may.</summary>
    public static bool MayBeginWithYear(string? locale) =>
        string.IsNullOrWhiteSpace(locale)
        || locale.Replace('_', '-').ToLowerInvariant() is var name
            && (UndecidedLanguages.Contains(name.Split('-')[0]) || name is "sv" or "sv-se" or "en-ca" or "fr-ca" or "en-za" or "eu" or "en-se");

    /// <summary>The order that all dates prove of which the calendar allows only one; those with a four-digit year first.</summary>
    /// <returns>The order, and whether a date with a four-digit year proves it.</returns>
    public static (DateOrder Order, bool IsPlain) ProvenBy(IEnumerable<DateMention> mentions)
    {
        var clean = mentions.Where(mention => mention is { IsClean: true, Certain: not null } && !IsExample(mention)).ToList();
        var plain = OrderOf(clean.Where(mention => mention.Kind == DateKind.Numeric));
        return plain != DateOrder.Unknown ? (plain, true) : (OrderOf(clean.Where(mention => mention.Kind == DateKind.ShortNumeric)), false);
    }

    /// <summary>An ambiguous date stands once more with its month by name or its year first, and only one of its readings is that day.</summary>
    public static DateOrder HintedBy(IReadOnlyList<DateMention> mentions)
    {
        var certain = mentions
            .Where(mention => mention is { IsClean: true, Kind: DateKind.Words or DateKind.YearFirst, Certain.IsFull: true })
            .Select(mention => mention.Certain!.Value)
            .Distinct()
            .Take(MostCompared)
            .ToList();
        if (certain.Count == 0)
            return DateOrder.Unknown;
        var (dayFirst, monthFirst) = (false, false);
        foreach (var mention in mentions.Where(mention => mention is { IsAmbiguous: true, IsClean: true }).Take(MostCompared))
        {
            var (day, month) = (certain.Any(mention.DayFirst!.Value.StandsIn), certain.Any(mention.MonthFirst!.Value.StandsIn));
            dayFirst |= day && !month;
            monthFirst |= month && !day;
        }
        return Of(dayFirst, monthFirst);
    }

    /// <summary>Day first where every ambiguous date has a four-digit year and dots.</summary>
    public static DateOrder HabitOf(IEnumerable<DateMention> mentions)
    {
        var ambiguous = mentions.Where(mention => mention.IsAmbiguous && mention.Kind != DateKind.Compact).ToList();
        return ambiguous.Count > 0 && ambiguous.All(mention => mention.Kind == DateKind.Numeric && mention.Quote.Contains('.'))
            ? DateOrder.DayFirst
            : DateOrder.Unknown;
    }

    /// <summary>The order in which an instruction asks for dates: "use MM/DD/YYYY".</summary>
    public static DateOrder AskedFor(IEnumerable<string> prompts)
    {
        var (dayFirst, monthFirst) = (false, false);
        foreach (var prompt in prompts)
        foreach (var separator in "/-. ")
        {
            dayFirst |= prompt.Contains($"DD{separator}MM", StringComparison.OrdinalIgnoreCase);
            monthFirst |= prompt.Contains($"MM{separator}DD", StringComparison.OrdinalIgnoreCase) && !prompt.Contains($"YYYY{separator}MM{separator}DD", StringComparison.OrdinalIgnoreCase);
        }
        return Of(dayFirst, monthFirst) is var order and not DateOrder.Mixed ? order : DateOrder.Unknown;
    }

    /// <summary>What the next document's dates may be taken for, after so many documents proved one order, the other, or both.</summary>
    public static DateOrder Learnt(long dayFirst, long monthFirst, long mixed)
    {
        var all = dayFirst + monthFirst + mixed;
        if (all < LeastDocuments)
            return DateOrder.Unknown;
        var most = Math.Max(dayFirst, monthFirst);
        return (all - most) * 100 > all * MostContraryPercent ? DateOrder.Mixed
            : dayFirst == most ? DateOrder.DayFirst
            : DateOrder.MonthFirst;
    }

    private static DateOrder OrderOf(IEnumerable<DateMention> certain)
    {
        var (dayFirst, monthFirst) = (false, false);
        foreach (var mention in certain)
        {
            dayFirst |= mention is { DayFirst: not null, MonthFirst: null };
            monthFirst |= mention is { DayFirst: null, MonthFirst: not null };
        }
        return Of(dayFirst, monthFirst);
    }

    private static DateOrder Of(bool dayFirst, bool monthFirst) =>
        (dayFirst, monthFirst) switch
        {
            (true, true) => DateOrder.Mixed,
            (true, false) => DateOrder.DayFirst,
            (false, true) => DateOrder.MonthFirst,
            _ => DateOrder.Unknown,
        };

    /// <summary>A date in an instruction shows how to write, not how the document writes.</summary>
    private static bool IsExample(DateMention mention)
    {
        foreach (var word in (ReadOnlySpan<string>)["e.g.", "example", "format", "such as", "z. b.", "z.b.", "beispiel", "exemple", "ejemplo", "esempio"])
            if (mention.Before.Contains(word, StringComparison.OrdinalIgnoreCase))
                return true;
        return false;
    }
}
