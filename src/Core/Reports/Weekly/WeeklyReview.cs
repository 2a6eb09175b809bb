namespace LlmMonitor.Core.Reports.Weekly;

/// <summary>
/// What users complained about in a week, as it is kept: figures, and which requests a theme is made of. What they said is read anew each time, so that it
/// ends with its retention and with an erasure.
/// </summary>
/// <param name="IsFinal">The week was over when it was built: it changes no more.</param>
/// <param name="NNegative">Thumbs down, reports and corrections; a person counts once a request.</param>
/// <param name="NRaters">How many people they are of.</param>
/// <param name="Reason">Why themes are by category: nothing_negative, too_few_texts. Null where they are by words.</param>
public sealed record WeeklyReview(
    string Week,
    string Zone,
    DateTimeOffset From,
    DateTimeOffset To,
    DateTimeOffset BuiltAt,
    bool IsFinal,
    long NNegative,
    long NRaters,
    ThemeMethod Method,
    string? Reason,
    IReadOnlyList<WeekFigure> Figures,
    IReadOnlyList<WeekTheme> Themes
);

/// <summary>One theme in one week.</summary>
/// <param name="Category">Where only the category holds it together; otherwise null.</param>
/// <param name="Terms">Words that tell it from the other themes, each said by at least two people.</param>
/// <param name="N">Complaints; all themes of a week add up to all of its complaints.</param>
/// <param name="NBefore">In the week before; 0 where it had none of this theme.</param>
/// <param name="FirstWeek">In which it was first seen.</param>
/// <param name="Where">Of endpoint, model and prompt version the one with most of its complaints, and how many.</param>
/// <param name="Examples">Request ids, the most typical first.</param>
/// <param name="Requests">A sample of its request ids, by which it is known again.</param>
public sealed record WeekTheme(
    string Id,
    string? Category,
    IReadOnlyList<string> Terms,
    long N,
    long NRaters,
    double Share,
    long NBefore,
    ThemeTrend Trend,
    string FirstWeek,
    IReadOnlyList<ThemePlace> Where,
    IReadOnlyList<string> Examples,
    IReadOnlyList<string> Requests
)
{
    public const int MostExamples = 3;
    public const int MostRequests = 50;

    /// <summary>For a headline: its first terms, or its category.</summary>
    public string Name =>
        Terms.Count > 0 ? string.Join(", ", Terms.Take(3))
        : Category is { } category ? category.Replace('_', ' ')
        : "unnamed";
}

/// <param name="Dimension">endpoint, model or prompt_version.</param>
public sealed record ThemePlace(string Dimension, string Key, long N);

public enum ThemeTrend
{
    /// <summary>Seen in no week before.</summary>
    New,

    /// <summary>More than the week before, by more than chance explains.</summary>
    Rising,
    Falling,

    /// <summary>Chance explains the difference.</summary>
    Steady,
}
