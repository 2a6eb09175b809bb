namespace LlmMonitor.Core.Reports.Weekly;

/// <summary>
/// The words that tell a theme from the others, by class-based TF-IDF (Grootendorst 2022, <i>BERTopic: Neural topic modeling with a class-based TF-IDF
/// procedure</i>, arXiv:2203.05794): a word's frequency in the theme times log(1 + A / f), where A is the mean number of words of a theme and f the
/// word's frequency over all themes. Here a word counts once a complaint. One person's words are nobody's theme: a term is in the complaints of two.
/// </summary>
public static class ThemeTerms
{
    public const int Most = 5;
    private const int FewestRaters = 2;

    /// <returns>The terms of each theme, the most telling first; none where no two people share a word.</returns>
    public static IReadOnlyList<IReadOnlyList<string>> Of(IReadOnlyList<IReadOnlyList<Complaint>> themes)
    {
        ArgumentNullException.ThrowIfNull(themes);
        var counts = themes.Select(CountsOf).ToList();
        var mean = themes.Count == 0 ? 0 : counts.Sum(theme => theme.Values.Sum(word => (double)word.N)) / themes.Count;
        var everywhere = counts
            .SelectMany(theme => theme)
            .GroupBy(word => word.Key, word => word.Value.N, StringComparer.Ordinal)
            .ToDictionary(word => word.Key, word => word.Sum(), StringComparer.Ordinal);
        return
        [
            .. counts.Select(theme =>
                (IReadOnlyList<string>)
                    [
                        .. theme
                            .Where(word => word.Value.Raters >= FewestRaters)
                            .OrderByDescending(word => word.Value.N * Math.Log(1 + mean / everywhere[word.Key]))
                            .ThenBy(word => word.Key, StringComparer.Ordinal)
                            .Take(Most)
                            .Select(word => word.Key),
                    ]
            ),
        ];
    }

    private static Dictionary<string, (int N, int Raters)> CountsOf(IReadOnlyList<Complaint> theme) =>
        theme
            .SelectMany(complaint => complaint.Words.Distinct(StringComparer.Ordinal).Select(word => (Word: word, complaint.Rater)))
            .GroupBy(one => one.Word, one => one.Rater, StringComparer.Ordinal)
            .ToDictionary(word => word.Key, word => (word.Count(), word.Distinct(StringComparer.Ordinal).Count()), StringComparer.Ordinal);
}
