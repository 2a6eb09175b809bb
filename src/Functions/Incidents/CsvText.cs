namespace LlmMonitor.Functions.Incidents;

/// <summary>
/// A field of a CSV file (RFC 4180). What a spreadsheet would take for a formula is led by an apostrophe
/// (owasp.org/www-community/attacks/CSV_Injection): ids come from outside.
/// </summary>
internal static class CsvText
{
    public static string Field(string text)
    {
        if (text.Length > 0 && text[0] is '=' or '+' or '-' or '@' or '\t' or '\r')
            text = "'" + text;
        return text.AsSpan().ContainsAny("\",\r\n") ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
    }
}
