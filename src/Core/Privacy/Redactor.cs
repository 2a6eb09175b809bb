using System.Text;
using LlmMonitor.Core.Privacy.Recognisers;

namespace LlmMonitor.Core.Privacy;

/// <summary>
/// Replaces personal data and secrets by typed marks: <c>[email]</c>, <c>[phone]</c>, <c>[card]</c>, <c>[iban]</c>,
/// <c>[national_id:us_ssn]</c>, <c>[secret:openai]</c>. By shape and check digit, without a model, in time linear in the text: names,
/// addresses and what people describe in words are not found. Dates and amounts stay. Redacting twice is redacting once.
/// docs/reference/redaction.md lists what is found and what is not.
/// </summary>
public static class Redactor
{
    // A mark can free a neighbour that was part of a longer number before, so it goes on until nothing changes; more passes are not met.
    private const int MostPasses = 8;

    public static string Redact(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        for (var pass = 0; pass < MostPasses && Pass(text) is { } redacted; pass++)
            text = redacted;
        return text;
    }

    /// <returns>Null where nothing was found.</returns>
    private static string? Pass(string whole)
    {
        ReadOnlySpan<char> text = whole;
        StringBuilder? redacted = null;
        var from = 0;
        var walk = new FindingWalk(text);
        while (walk.Next(out var found))
        {
            redacted ??= new StringBuilder(whole.Length);
            redacted.Append(text[from..found.Start]).Append(found.Mark);
            from = found.End;
        }
        return redacted?.Append(text[from..]).ToString();
    }
}
