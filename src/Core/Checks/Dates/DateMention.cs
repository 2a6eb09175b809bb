namespace LlmMonitor.Core.Checks.Dates;

/// <summary>A place of a text that reads as a date, with each way to read it.</summary>
/// <param name="Certain">The reading that needs no locale: month by name, year first, or only one order is in the calendar.</param>
/// <param name="DayFirst">The reading of a numeric date by its order; null where that is no date, or where <paramref name="Certain"/> is known.</param>
/// <param name="YearFirst">Of a date whose parts have two digits each: 24-05-03.</param>
public sealed record DateMention(
    string Text,
    int Start,
    int Length,
    NamedDate? Certain,
    NamedDate? DayFirst = null,
    NamedDate? MonthFirst = null,
    NamedDate? YearFirst = null
)
{
    public DateKind Kind { get; init; }

    /// <summary>Both orders of day and month are in the calendar, and differ.</summary>
    public bool IsAmbiguous => Certain is null && DayFirst is not null && MonthFirst is not null;

    /// <summary>Stands free, is neatly written and has a four-digit or plainly a two-digit year: fit to prove an order.</summary>
    public bool IsClean { get; init; }

    /// <summary>May be something else: a part number, an ordinary word. It supports a date and proves nothing by itself.</summary>
    public bool IsWeak { get; init; }

    public string Quote => Text.Substring(Start, Length);

    /// <summary>What is written in front of the text, for words such as "e.g.".</summary>
    public ReadOnlySpan<char> Before => Text.AsSpan(Math.Max(0, Start - 24), Math.Min(24, Start));

    /// <summary>The numbers as they stand: the same in another mention is a copy, whichever order was meant.</summary>
    public bool CopiedFrom(DateMention other) =>
        DayFirst is { } mine && other.DayFirst is { } its
            ? mine.StandsIn(its)
            : MonthFirst is { } mine2 && other.MonthFirst is { } its2 && DayFirst is null && other.DayFirst is null && mine2.StandsIn(its2);
}

public enum DateKind
{
    /// <summary>The month is named.</summary>
    Words,

    /// <summary>A four-digit year comes first.</summary>
    YearFirst,

    /// <summary>A four-digit year comes last.</summary>
    Numeric,

    /// <summary>Numbers with a two-digit year.</summary>
    ShortNumeric,

    /// <summary>Eight digits without a separator.</summary>
    Compact,
}
