using System.Text.Json;
using LlmMonitor.Core.Checks.Dates;

namespace LlmMonitor.Bench.Checks;

/// <summary>Which of the expressions that name a month and a day in numbers are read, and to the right day.</summary>
internal static class ExpressionFigures
{
    public static void Print(string path)
    {
        var (byLanguage, missed) = (
            new SortedDictionary<string, (int Read, int Wrong, int All)>(StringComparer.Ordinal),
            new List<string>()
        );
        foreach (var line in File.ReadLines(path))
        {
            var expression = JsonDocument.Parse(line).RootElement;
            var (text, timex) = (expression.GetProperty("text").GetString()!, expression.GetProperty("timex").GetString()!);
            if (DateOf(timex) is not { } wanted || !Names(text, wanted))
                continue;
            var language = expression.GetProperty("lang").GetString()!;
            var mentions = DateReader.ReadSource(expression.GetProperty("input").GetString()!);
            var readings = mentions
                .SelectMany(mention => new[] { mention.Certain, mention.DayFirst, mention.MonthFirst, mention.YearFirst })
                .OfType<NamedDate>()
                .ToList();
            var isRead = readings.Any(reading =>
                wanted.StandsIn(reading) || (wanted.Year is not null && reading.Year is null && wanted.Completes(reading))
            );
            var (read, wrong, all) = byLanguage.GetValueOrDefault(language);
            byLanguage[language] = (read + (isRead ? 1 : 0), wrong + (!isRead && readings.Count > 0 ? 1 : 0), all + 1);
            if (!isRead)
                missed.Add($"{language}: {text} ({timex}), read as {string.Join(", ", readings)}");
        }
        Console.WriteLine("\n| language | expressions with month and day | read | read as another day |");
        Console.WriteLine("|---|---|---|---|");
        foreach (var (language, (read, wrong, all)) in byLanguage)
            Console.WriteLine($"| {language} | {all} | {100.0 * read / all:F0} % | {wrong} |");
        var total = byLanguage.Values.Aggregate(
            (0, 0, 0),
            (sum, one) => (sum.Item1 + one.Read, sum.Item2 + one.Wrong, sum.Item3 + one.All)
        );
        Console.WriteLine($"| all | {total.Item3} | {100.0 * total.Item1 / total.Item3:F0} % | {total.Item2} |");
        if (Environment.GetEnvironmentVariable("SHOW_MISSED") == "1")
            missed.ForEach(Console.WriteLine);
    }

    private static NamedDate? DateOf(string timex)
    {
        var parts = timex.Split('-');
        if (parts.Length != 3 || !int.TryParse(parts[1], out var month) || !int.TryParse(parts[2], out var day))
            return null;
        return parts[0] == "XXXX" ? NamedDate.Valid(null, month, day)
            : int.TryParse(parts[0], out var year) ? NamedDate.Valid(year, month, day)
            : null;
    }

    /// <summary>Relative words ("today") have a date but name none: the day, or its year, must stand in the text.</summary>
    private static bool Names(string text, NamedDate date)
    {
        var numbers = System.Text.RegularExpressions.Regex.Matches(text, @"\p{Nd}+").Select(match => match.Value).ToList();
        return numbers.Exists(number => number.TrimStart('0') == date.Day!.Value.ToString())
            && (
                numbers.Exists(number => number.TrimStart('0') == date.Month.ToString())
                || text.Any(char.IsLetter) && DateReader.NamesMonth(text, date.Month)
            );
    }
}
