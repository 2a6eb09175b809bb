using LlmMonitor.Core.Calls;
using LlmMonitor.Core.Checks.Dates;
using LlmMonitor.Core.Checks.Numbers;

namespace LlmMonitor.Core.Probes;

/// <summary>Whether an answer states a date or a number, in whatever notation.</summary>
public static class AnswerFacts
{
    private const int Listed = 5;

    /// <param name="locale">How numeric dates of the answer are to be read; null goes by what its own dates prove.</param>
    /// <returns>Null in Holds where a numeric date has this reading among two and nothing tells which is meant. Found quotes the answer.</returns>
    public static (bool? Holds, string Found) HasDate(string answer, DateOnly expected, string? locale)
    {
        var mentions = DateReader.ReadOutput(answer);
        var order = DateOrderRules.Of(locale) is var declared and not DateOrder.Unknown
            ? declared
            : DateOrderRules.ProvenBy(mentions).Order;
        var wanted = new NamedDate(expected.Year, expected.Month, expected.Day);
        var found = mentions.Count == 0 ? "no date" : Quoted(mentions.Where(mention => !mention.IsWeak).Select(mention => mention.Quote));
        if (mentions.Any(mention => Read(mention, order) is { IsFull: true } date && date.StandsIn(wanted)))
            return (true, found);
        var isUndecided =
            order is not (DateOrder.DayFirst or DateOrder.MonthFirst)
            && mentions.Any(mention =>
                mention.IsAmbiguous && (mention.DayFirst!.Value.StandsIn(wanted) || mention.MonthFirst!.Value.StandsIn(wanted))
            );
        return (isUndecided ? null : false, found);
    }

    /// <param name="locale">What is written before decimals; null takes either reading of 1.234.</param>
    public static (bool Holds, string Found) HasNumber(string answer, double expected, double tolerance, string? locale)
    {
        var mentions = NumberReader.ReadOutput(answer, NumberUnits.DecimalSignOf(locale));
        var (wanted, slack) = ((decimal)Math.Abs(expected), (decimal)tolerance);
        var found = mentions.Count == 0 ? "no number" : Quoted(mentions.Select(mention => mention.Quote));
        return (mentions.Any(mention => mention.Is(wanted, slack) && (expected >= 0) == !IsNegative(mention)), found);
    }

    /// <summary>A minus directly before the number, and no digit or letter before it: not the hyphen of a range or a name.</summary>
    private static bool IsNegative(NumberMention mention)
    {
        var at = mention.Start - 1;
        return at >= 0 && mention.Text[at] is '-' or '−' && (at == 0 || !char.IsLetterOrDigit(mention.Text[at - 1]));
    }

    private static NamedDate? Read(DateMention mention, DateOrder order) =>
        mention.Certain
        ?? order switch
        {
            DateOrder.DayFirst => mention.DayFirst,
            DateOrder.MonthFirst => mention.MonthFirst,
            _ => null,
        };

    private static string Quoted(IEnumerable<string> found) => string.Join(", ", found.Distinct().Take(Listed));
}
