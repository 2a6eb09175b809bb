namespace LlmMonitor.Functions.Host.Query;

/// <summary>An id that stands in a path.</summary>
internal static class PathId
{
    public const string Wanted = "must be 1 to 128 of the characters A–Z a–z 0–9 . _ : @ -";

    public static bool IsOne(string id) =>
        id.Length is > 0 and <= 128 && id.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '_' or ':' or '@' or '-');
}
