using LlmMonitor.Core.Feedback;
using LlmMonitor.Core.Text;

namespace LlmMonitor.Core.Reports.Weekly;

/// <summary>The words of complaints that say what they are about.</summary>
public static class ThemeWords
{
    /// <summary>More says no more of what a text is about.</summary>
    private const int MostCharacters = 2000;

    /// <summary>From so many questions on it is looked for words that all of them have.</summary>
    private const int FewestQuestions = 10;

    /// <summary>
    /// The correction's words, otherwise the question's. Words that stand in more than half of the questions are their template's and say nothing.
    /// </summary>
    /// <param name="questionOf">The question of a request as far as it is kept.</param>
    public static IReadOnlyList<Complaint> Of(IReadOnlyList<FeedbackItem> items, Func<string, string?> questionOf)
    {
        var questions = items
            .Select(item => item.CorrectionText is null && questionOf(item.RequestId) is { } question ? Split(question) : null)
            .ToList();
        var asked = questions.OfType<IReadOnlyList<string>>().ToList();
        var template =
            asked.Count < FewestQuestions
                ? []
                : asked
                    .SelectMany(words => words.Distinct(StringComparer.Ordinal))
                    .CountBy(word => word, StringComparer.Ordinal)
                    .Where(word => 2 * word.Value > asked.Count)
                    .Select(word => word.Key)
                    .ToHashSet(StringComparer.Ordinal);
        return
        [
            .. items.Zip(
                questions,
                (item, question) =>
                    new Complaint(
                        item,
                        item.CorrectionText is { } correction ? Split(correction)
                            : question is null ? []
                            : [.. question.Where(word => !template.Contains(word))]
                    )
            ),
        ];
    }

    /// <summary>In lower case, without stop words of any language that is known, figures, and single letters of an alphabet.</summary>
    public static IReadOnlyList<string> Split(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var words = new List<string>();
        var reader = new WordReader(text.AsSpan(0, Math.Min(text.Length, MostCharacters)));
        while (reader.Read())
        {
            var word = reader.Word;
            if ((word.Length > 1 || word[0] > '\u3000') && word.ContainsAnyExceptInRange('0', '9') && WordTable.Find(reader.Hash).Stop == 0)
                words.Add(word.ToString().ToLowerInvariant());
        }
        return words;
    }
}
