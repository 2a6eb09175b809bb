namespace LlmMonitor.Core.Checks.Texts;

/// <summary>Every quotation of at least <c>least_words</c> words (4) stands in prompt or contexts; an ellipsis may leave words out.</summary>
public sealed class QuotesGroundedCheck : IOutputCheck
{
    private const int MostQuotes = 100;

    /// <summary>How far into a quotation the changed word is looked for.</summary>
    private const int MostWords = 30;

    public string Type => "quotes_grounded";

    public Func<CheckSubject, CheckFinding> Prepare(CheckParameters parameters)
    {
        var least = parameters.Count("least_words", 1, 100) ?? 4;
        return subject => Judge(subject, least);
    }

    private static CheckFinding Judge(CheckSubject subject, int leastWords)
    {
        // In JSON quotation marks are syntax.
        if (subject.Response.AsSpan().TrimStart() is ['{' or '[', ..])
            return CheckFinding.NotApplicable("the output is data, in which quotation marks quote nothing");
        var quotes = QuoteText.Find(subject.Response, leastWords).Take(MostQuotes).ToList();
        if (quotes.Count == 0)
            return CheckFinding.NotApplicable($"the output has no quotation of {leastWords} words or more");
        if (!subject.HasSources)
            return CheckFinding.NotApplicable("there is no prompt and no context to compare with");
        var missing = quotes.FirstOrDefault(quote => !Stands(quote, subject.FoldedSources));
        return missing is null
            ? CheckFinding.Passed
            : CheckFinding.Failed($"output quotes \"{Short(missing)}\", the source {Nearest(missing, subject.FoldedSources)}");
    }

    /// <summary>The pieces between ellipses and insertions in brackets stand there, in their order.</summary>
    private static bool Stands(string quote, string sources)
    {
        var from = 0;
        foreach (var piece in Pieces(quote))
        {
            var at = sources.IndexOf(piece, from, StringComparison.Ordinal);
            if (at < 0)
                return false;
            from = at + piece.Length - 1;
        }
        return true;
    }

    private static IEnumerable<string> Pieces(string quote)
    {
        foreach (var part in quote.Replace("...", "…", StringComparison.Ordinal).Split('…', '[', ']'))
            if (QuoteText.Fold(part) is { Length: > 1 } folded && !IsInsertion(quote, part))
                yield return folded;
    }

    private static bool IsInsertion(string quote, string part) => quote.Contains($"[{part}]", StringComparison.Ordinal);

    /// <summary>Says how far the source goes along, so that a changed word is seen.</summary>
    private static string Nearest(string quote, string sources)
    {
        var words = QuoteText.Fold(quote).Trim().Split(' ', MostWords + 1);
        for (var count = Math.Min(words.Length - 1, MostWords); count >= 3; count--)
        {
            var start = $" {string.Join(' ', words.Take(count))} ";
            var at = sources.IndexOf(start, StringComparison.Ordinal);
            if (at < 0)
                continue;
            var rest = sources.AsSpan(at + 1, Math.Min(sources.Length - at - 1, start.Length + 40)).Trim();
            return $"says \"{Short(rest.ToString())}\"";
        }
        return "does not say so";
    }

    private static string Short(string text) => text.Length <= 120 ? text : text[..119] + "…";
}
