namespace LlmMonitor.Core.Drift.Shapes;

/// <summary>
/// The statistics in their order, each with its definition and how it is made. Shapes are stored by this order: a new statistic comes last,
/// with a new version, and none is ever removed or changed in meaning.
/// </summary>
internal static class ShapeStatistics
{
    public static IReadOnlyList<(ShapeStatistic Statistic, Func<OutputTally, double> Of)> All { get; } =
    [
        Count("characters", "Characters, in UTF-16.", text => text.Characters.Characters),
        Count("words", "Words: runs of letters and digits; each Chinese or Japanese character is one.", text => text.Words.Words),
        Count("lines", "Lines that are not empty.", text => text.Lines.Lines),
        Count("paragraphs", "Blocks of lines, parted by empty lines.", text => text.Lines.Paragraphs),
        Mean("mean_word_length", "Characters a word.", text => Ratio(text.Words.Characters, text.Words.Words)),
        Share(
            "type_token_ratio",
            "Different words among the first 200, by their number.",
            text => Ratio(text.Words.Varied, Math.Min(text.Words.Words, WordTally.WordsForVariety))
        ),
        Mean(
            "words_per_sentence",
            "Words by sentences; a line without an end mark is a sentence too.",
            text => Ratio(text.Words.Words, text.Characters.Sentences)
        ),
        Share("upper_case_share", "Capital letters among letters.", text => Ratio(text.Characters.UpperCase, text.Characters.Letters)),
        Share("digit_share", "Digits among characters.", text => Ratio(text.Characters.Digits, text.Characters.Characters)),
        Share(
            "punctuation_share",
            "Punctuation marks and symbols among characters.",
            text => Ratio(text.Characters.Punctuation, text.Characters.Characters)
        ),
        Share(
            "non_ascii_share",
            "Characters beyond ASCII among characters.",
            text => Ratio(text.Characters.NonAscii, text.Characters.Characters)
        ),
        Share("newline_share", "Line feeds among characters.", text => Ratio(text.Characters.Newlines, text.Characters.Characters)),
        Share("stop_word_share", "Function words of the guessed language among words.", text => Ratio(text.Words.Stop, text.Words.Words)),
        Count("bullets", "Lines that begin with a bullet (-, *, +, •) and a space.", text => text.Lines.Bullets),
        Count("numbered_items", "Lines that begin with a number, a point or bracket, and a space.", text => text.Lines.Numbered),
        Count("headings", "Lines that begin with one to six # and a space.", text => text.Lines.Headings),
        Count("bold", "Pairs of ** or __.", text => text.Lines.Bold),
        Count("code_fences", "Code blocks opened by ``` or ~~~.", text => text.Lines.Fences),
        Count("inline_code", "Pairs of backticks within lines.", text => text.Lines.InlineCode),
        Count("table_pipes", "Vertical bars.", text => text.Characters.Pipes),
        Count("colon_lines", "Lines that end with a colon.", text => text.Lines.ColonLines),
        Count("question_marks", "Question marks.", text => text.Characters.QuestionMarks),
        Count("exclamation_marks", "Exclamation marks.", text => text.Characters.ExclamationMarks),
        Count("quotes", "Double quotation marks of any form.", text => text.Characters.Quotes),
        Flag("refusal", "A phrase of refusal in the first 600 characters, in 26 languages.", text => text.Refused),
        Count("hedges", "Words that soften a claim (may, perhaps, likely) in the guessed language.", text => text.Words.Hedges),
        Count("first_person", "Words of the first person in the guessed language.", text => text.Words.FirstPerson),
        Count("second_person", "Words of the second person in the guessed language.", text => text.Words.SecondPerson),
        Count("citations", "Cited numbers: [2], [doc 3], 【4†source】.", text => text.Markup.Citations),
        Share(
            "citations_resolved",
            "Citations whose number is that of a given context; unknown without contexts or citations.",
            text => text.HasContexts && text.Markup.Citations > 0 ? Ratio(text.Markup.Resolved, text.Markup.Citations) : double.NaN
        ),
        Count("iso_dates", "Dates with the year first: 2025-03-04.", text => text.Numbers.IsoDates),
        Count("numeric_dates", "Dates of numbers with the year last: 04/03/2025, 4.3.25.", text => text.Numbers.NumericDates),
        Count("text_dates", "Names of months beside a number: 4 March, mars 2025.", text => text.Numbers.TextDates),
        Count("money", "Currency signs, codes or words beside a number.", text => text.Numbers.Money),
        Count("percents", "Percent signs after a number.", text => text.Numbers.Percents),
        Count("numbers", "Numbers, dates aside.", text => text.Numbers.Numbers),
        Flag("json_valid", "The output, or the one fenced block it is, is valid JSON.", text => text.Json.Valid),
        Flag(
            "json_like",
            "The output begins and ends as a JSON object or list, or begins as a block fenced as json.",
            text => text.Json.Like
        ),
        Class("json_keys", "A class of the set of key paths of valid JSON; 0 is none.", text => text.Json.Keys),
        Count("latex", "Commands and delimiters of LaTeX.", text => text.Markup.Latex),
        Flag("ends_punctuated", "The last character is the end mark of a sentence, closing marks aside.", text => text.Ending.Punctuated),
        Class("opener", "With what kind of word or mark the output begins.", text => (int)text.Opener),
        Share(
            "repetition",
            "Four-word phrases that had come before, among those of the first 2,000 words.",
            text => Ratio(text.Words.RepeatedPhrases, text.Words.Phrases)
        ),
        Flag(
            "truncated",
            "Cut off: by the finish reason; where there is none, a long last line or code block without an end.",
            text => text.Ending.Truncated
        ),
        Flag("empty", "No character but space.", text => text.Opener == Opener.Nothing),
        Class("language", "The guessed language; 0 where it cannot be told.", text => 1 + LanguagePlace(text.Language)),
    ];

    private static (ShapeStatistic, Func<OutputTally, double>) Count(string name, string definition, Func<OutputTally, double> of) =>
        (new(name, ShapeKind.Count, definition), of);

    private static (ShapeStatistic, Func<OutputTally, double>) Share(string name, string definition, Func<OutputTally, double> of) =>
        (new(name, ShapeKind.Share, definition), of);

    private static (ShapeStatistic, Func<OutputTally, double>) Mean(string name, string definition, Func<OutputTally, double> of) =>
        (new(name, ShapeKind.Mean, definition), of);

    private static (ShapeStatistic, Func<OutputTally, double>) Flag(string name, string definition, Func<OutputTally, bool> of) =>
        (new(name, ShapeKind.Flag, definition), text => of(text) ? 1 : 0);

    private static (ShapeStatistic, Func<OutputTally, double>) Class(string name, string definition, Func<OutputTally, double> of) =>
        (new(name, ShapeKind.Class, definition), of);

    /// <summary>0 where there is nothing to divide by: an empty output is a fact, told by <c>empty</c>, not an unknown.</summary>
    private static double Ratio(int part, int whole) => whole == 0 ? 0 : (double)part / whole;

    private static int LanguagePlace(string? language)
    {
        var languages = Text.WordTable.Languages;
        for (var place = 0; place < languages.Count; place++)
            if (languages[place] == language)
                return place;
        return -1;
    }
}
