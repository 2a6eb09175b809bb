using System.Globalization;
using System.Text;
using LlmMonitor.Core.Probes;

namespace LlmMonitor.Core.GoldenSets;

/// <summary>How near an answer is to the expected one, by its words. Pure.</summary>
public static class AnswerMatch
{
    /// <summary>Equal after normalising; an expected date or number is found in whatever notation.</summary>
    public static double Match(string answer, string expected, string? locale) =>
        DateOnly.TryParseExact(expected.Trim(), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)
            ? AnswerFacts.HasDate(answer, date, locale).Holds == true
                ? 1
                : 0
            : double.TryParse(
                expected.Trim(),
                NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint,
                CultureInfo.InvariantCulture,
                out var number
            )
                ? AnswerFacts.HasNumber(answer, number, 0, locale).Holds
                    ? 1
                    : 0
                : Words(answer).SequenceEqual(Words(expected), StringComparer.Ordinal)
                    ? 1
                    : 0;

    /// <summary>
    /// The harmonic mean of precision and recall of words, each counted as often as both have it: Rajpurkar et al., "SQuAD", EMNLP 2016. Blind to
    /// order, negation and swapped digits: it stands beside the other evaluators, not for them.
    /// </summary>
    public static double TokenF1(string answer, string expected)
    {
        var (said, wanted) = (Words(answer), Words(expected));
        if (said.Count == 0 || wanted.Count == 0)
            return said.Count == wanted.Count ? 1 : 0;
        var left = wanted.CountBy(word => word, StringComparer.Ordinal).ToDictionary(StringComparer.Ordinal);
        var both = 0;
        foreach (var word in said)
            if (left.TryGetValue(word, out var count) && count > 0)
            {
                left[word] = count - 1;
                both++;
            }
        return 2.0 * both / (said.Count + wanted.Count);
    }

    /// <summary>Lower case, compatibility forms, letters and digits only: what is written around words does not count. Accents and signs of numbers do.</summary>
    public static IReadOnlyList<string> Words(string text)
    {
        var (words, word) = (new List<string>(), new StringBuilder());
        var plain = text.Normalize(NormalizationForm.FormKC).ToLowerInvariant();
        for (var at = 0; at <= plain.Length; at++)
        {
            var letter = at < plain.Length ? plain[at] : ' ';
            var isInside =
                letter is '.' or ',' or '\'' or '’' && word.Length > 0 && at + 1 < plain.Length && char.IsLetterOrDigit(plain[at + 1]);
            var isSign = letter is '-' && word.Length == 0 && at + 1 < plain.Length && char.IsAsciiDigit(plain[at + 1]);
            if (
                char.IsLetterOrDigit(letter)
                || char.GetUnicodeCategory(letter) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark
                || isInside
                || isSign
            )
                word.Append(letter);
            else if (word.Length > 0)
            {
                words.Add(word.ToString());
                word.Clear();
            }
        }
        return words;
    }
}
