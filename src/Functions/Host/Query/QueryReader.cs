using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;

namespace LlmMonitor.Functions.Host.Query;

/// <summary>Reads the parameters of a query, noting every fault instead of stopping at the first.</summary>
internal sealed class QueryReader(HttpRequest request)
{
    /// <summary>Days and zones are counted from a time in both directions, which the very ends of the calendar do not allow.</summary>
    private const int FirstYear = 1970;
    private const int LastYear = 9000;

    private readonly List<RequestFault> _faults = [];

    /// <summary>The refusal that names every fault; null where all was well.</summary>
    public ProblemHttpResult? Refusal => _faults.Count == 0 ? null : Problems.Validation(_faults);

    public string? Text(string name) => request.Query[name] is { Count: > 0 } values && values[0] is { Length: > 0 } text ? text : null;

    public void Fault(string name, string message) => _faults.Add(new RequestFault(null, name, message));

    public DateTimeOffset? Time(string name)
    {
        if (Text(name) is not { } text)
            return null;
        // A plus sign that was not escaped arrives as a space.
        if (
            DateTimeOffset.TryParse(text.Replace(' ', '+'), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)
            && text.Contains('T')
            && time.Year is >= FirstYear and <= LastYear
        )
            return time.ToUniversalTime();
        Fault(name, $"must be an RFC 3339 time from {FirstYear} to {LastYear}, such as 2026-11-23T06:00:00Z");
        return null;
    }

    public DateOnly? Date(string name)
    {
        if (Text(name) is not { } text)
            return null;
        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", out var date) && date.Year is >= FirstYear and <= LastYear)
            return date;
        Fault(name, $"must be a date from {FirstYear} to {LastYear}, such as 2026-11-23");
        return null;
    }

    public int Count(string name, int otherwise, int most)
    {
        if (Text(name) is not { } text)
            return otherwise;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count >= 1 && count <= most)
            return count;
        Fault(name, $"must be a whole number from 1 to {most}");
        return otherwise;
    }

    public T Word<T>(string name, T otherwise, IReadOnlyDictionary<string, T> words)
    {
        if (Text(name) is not { } text)
            return otherwise;
        if (words.TryGetValue(text, out var value))
            return value;
        Fault(name, $"must be one of {string.Join(", ", words.Keys)}");
        return otherwise;
    }

    /// <summary>The span from <c>from</c> to <c>to</c>; without them the last 24 hours.</summary>
    public (DateTimeOffset From, DateTimeOffset To) Span(DateTimeOffset now, TimeSpan longest)
    {
        var to = Time("to") ?? now;
        var from = Time("from") ?? to.AddHours(-24);
        if (from >= to)
            Fault("from", "must be before to");
        else if (to - from > longest)
            Fault("from", $"must be at most {longest.TotalDays} days before to");
        return (from, to);
    }
}
