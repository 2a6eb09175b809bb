using LlmMonitor.Core.Checks.Dates;

namespace LlmMonitor.Core.Checks.Numbers;

/// <summary>What of an output's numbers is a statement.</summary>
internal static class StatedNumbers
{
    /// <summary>The numbers of an output that are no part of something else.</summary>
    public static IEnumerable<NumberMention> Of(string output, IReadOnlyList<DateMention> dates, char? decimalSign)
    {
        var next = 0;
        foreach (var number in NumberReader.ReadOutput(output, decimalSign))
        {
            while (next < dates.Count && dates[next].Start + dates[next].Length <= number.Start)
                next++;
            var isInDate = next < dates.Count && dates[next].Start < number.Start + number.Length;
            if (!isInDate && !number.IsPartOfName && !IsMarker(output, number))
                yield return number;
        }
    }

    /// <summary>"1. ", "2) " and "(3) " at the start of a line, "[4]" anywhere.</summary>
    private static bool IsMarker(string output, NumberMention number)
    {
        var (start, end) = (number.Start, number.Start + number.Length);
        var (before, after) = (start > 0 ? output[start - 1] : '\n', end < output.Length ? output[end] : '\n');
        if (before is '[' or '^' && after is ']' or ',' or '-')
            return true;
        var from = before is '(' ? start - 1 : start;
        while (from > 0 && output[from - 1] is ' ' or '\t' or '#' or '*' or '>' or '-')
            from--;
        return after is '.' or ')' or ':' && (from == 0 || output[from - 1] == '\n') && number.Currency is null && number.Value <= 200;
    }
}
