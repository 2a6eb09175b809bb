using System.Text;

namespace LlmMonitor.Core.Feedback;

/// <summary>A project's list of what can be wrong with an answer, and how free words are mapped to it.</summary>
/// <param name="Categories">In the order in which they are tried.</param>
public sealed record FeedbackCategories(IReadOnlyList<FeedbackCategory> Categories)
{
    /// <summary>Where words fit no category. Always there.</summary>
    public const string Other = "other";
    public const int Most = 50;
    public const int MostWords = 50;
    public const int LongestWord = 60;

    /// <summary>Until a project has a list of its own.</summary>
    public static FeedbackCategories Default { get; } =
        new([
            new("wrong_date", ["date", "dates", "day and month", "deadline"]),
            new("wrong_number", ["number", "numbers", "amount", "figure", "calculation"]),
            new("hallucination", ["hallucinated", "made up", "invented", "fabricated"]),
            new("incomplete", ["missing", "truncated", "cut off", "too short"]),
            new("outdated", ["old", "stale", "out of date"]),
            new("irrelevant", ["off topic", "not relevant", "unhelpful", "misunderstood"]),
            new("refusal", ["refused", "would not answer"]),
            new("formatting", ["format", "layout", "broken json"]),
            new("language", ["wrong language", "translation", "spelling"]),
            new("tone", ["rude", "style", "impolite"]),
            new("unsafe", ["harmful", "offensive", "dangerous", "privacy"]),
            new("slow", ["latency", "too long", "timeout"]),
            new("inaccurate", ["wrong", "incorrect", "false", "error", "factual", "mistake"]),
        ]);

    /// <summary>
    /// The category of these words: the one of that name, otherwise the first that has them as a word, otherwise the first of which a name or word stands
    /// among them; <see cref="Other"/> where none does. Case, punctuation and spaces do not matter. Null for none.
    /// </summary>
    public string? Map(string? words)
    {
        if (words is null || NameOf(words) is not { Length: > 0 } said)
            return null;
        return Categories.FirstOrDefault(one => one.Name == said)?.Name
            ?? Categories.FirstOrDefault(one => one.Words.Any(word => NameOf(word) == said))?.Name
            ?? Categories
                .FirstOrDefault(one =>
                    one.Words.Append(one.Name).Any(word => $"_{said}_".Contains($"_{NameOf(word)}_", StringComparison.Ordinal))
                )
                ?.Name
            ?? Other;
    }

    /// <summary>Letters and digits in lower case, all else as one underscore: <c>Wrong  Date!</c> is <c>wrong_date</c>.</summary>
    public static string NameOf(string words)
    {
        var name = new StringBuilder(words.Length);
        foreach (var letter in words.Normalize(NormalizationForm.FormKC))
            if (char.IsLetterOrDigit(letter))
                name.Append(char.ToLowerInvariant(letter));
            else if (name.Length > 0 && name[^1] != '_')
                name.Append('_');
        return name.ToString().TrimEnd('_');
    }

    /// <summary>Every fault of the list; empty where it is good.</summary>
    public IReadOnlyList<(string Field, string Message)> Faults()
    {
        var faults = new List<(string, string)>();
        if (Categories.Count is 0 or > Most)
            faults.Add(("categories", $"must be 1 to {Most} categories"));
        var seen = new HashSet<string>(StringComparer.Ordinal) { Other };
        foreach (var (i, one) in Categories.Index())
        {
            if (one.Name.Length is 0 or > LongestWord || NameOf(one.Name) != one.Name)
                faults.Add(
                    ($"categories[{i}].name", $"must be 1 to {LongestWord} lower-case letters or digits, with single underscores between")
                );
            else if (!seen.Add(one.Name))
                faults.Add(($"categories[{i}].name", one.Name == Other ? "is always there" : "is there twice"));
            if (one.Words.Count > MostWords || one.Words.Any(word => word.Length > LongestWord || NameOf(word).Length == 0))
                faults.Add(
                    ($"categories[{i}].words", $"must be at most {MostWords} words of 1 to {LongestWord} characters with a letter or digit")
                );
        }
        return faults;
    }
}

/// <param name="Words">Other words for it.</param>
public sealed record FeedbackCategory(string Name, IReadOnlyList<string> Words);
