using LlmMonitor.Core.Checks.Dates;

namespace LlmMonitor.Core.Checks.Numbers;

/// <summary>
/// Every number of the output stands in prompt or contexts, in any notation and rounded at most to the places that are written. Not looked at:
/// whole numbers below <c>least</c> (11) that carry no unit, list markers, citations, dates, times, versions and parts of names.
/// </summary>
public sealed class NumbersGroundedCheck : IOutputCheck
{
    private const int MostNumbers = 2000;

    public string Type => "numbers_grounded";

    public Func<CheckSubject, CheckFinding> Prepare(CheckParameters parameters)
    {
        var least = parameters.Count("least", 0, 1_000_000) ?? 11;
        var locale = parameters.Locale();
        return subject => Judge(subject, least, NumberUnits.DecimalSignOf(subject.ExpectedLocale ?? locale));
    }

    private static CheckFinding Judge(CheckSubject subject, int least, char? decimalSign)
    {
        var stated = Stated(subject.Response, decimalSign).Where(number => IsWorthIt(number, least)).Take(MostNumbers).ToList();
        if (stated.Count == 0)
            return CheckFinding.NotApplicable("the output states no number that is checked");
        if (!subject.HasSources)
            return CheckFinding.NotApplicable("there is no prompt and no context to compare with");
        var wrong = stated.FirstOrDefault(number => !subject.Numbers.Have(number) && !subject.Sources.Any(text => Stands(number, text)));
        return wrong is null
            ? CheckFinding.Passed
            : CheckFinding.Failed($"output says {wrong.Quote}, no source does{Nearest(wrong, subject.Numbers)}");
    }

    /// <summary>The numbers of an output that are no part of something else.</summary>
    internal static IEnumerable<NumberMention> Stated(string output, char? decimalSign)
    {
        var dates = DateReader.ReadOutput(output);
        var next = 0;
        foreach (var number in NumberReader.Read(output, decimalSign))
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

    private static bool IsWorthIt(NumberMention number, int least) =>
        number.Value >= least || number.IsExact || number.IsPercent || number.Currency is not null;

    private static bool Stands(NumberMention number, string text)
    {
        var at = text.IndexOf(number.Quote, StringComparison.Ordinal);
        return at >= 0
            && (at == 0 || !char.IsDigit(text[at - 1]))
            && (at + number.Length >= text.Length || !char.IsDigit(text[at + number.Length]));
    }

    /// <summary>The source's number with the same digits, or the one that is nearest within a tenth.</summary>
    internal static string Nearest(NumberMention wrong, NumberSources sources)
    {
        var shifted = sources.Mentions.FirstOrDefault(source => IsShifted(source.Value, wrong.Value));
        if (shifted is not null)
            return $"; source says {shifted.Quote}: the same digits at another scale";
        var near = sources.Mentions.Where(source => source.Value != 0).MinBy(source => Math.Abs(source.Value - wrong.Value));
        return near is not null && Math.Abs(near.Value - wrong.Value) <= near.Value / 10 ? $"; source says {near.Quote}" : "";
    }

    private static bool IsShifted(decimal source, decimal said)
    {
        if (source <= 0 || said <= 0 || source == said)
            return false;
        var ratio = source > said ? source / said : said / source;
        return ratio is 10 or 100 or 1000 or 10_000 or 100_000 or 1_000_000 or 1_000_000_000;
    }
}
