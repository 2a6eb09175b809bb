using Microsoft.Net.Http.Headers;

namespace LlmMonitor.Functions.Incidents;

/// <summary>What a caller would rather have.</summary>
internal static class Accepts
{
    public static bool Html(HttpRequest request) => IsFirst(request, "text/html");

    public static bool Csv(HttpRequest request) => IsFirst(request, "text/csv");

    private static bool IsFirst(HttpRequest request, string type) =>
        MediaTypeHeaderValue.TryParseList(request.Headers.Accept, out var types)
        && types.OrderByDescending(one => one.Quality ?? 1).FirstOrDefault()?.MediaType.Equals(type, StringComparison.OrdinalIgnoreCase)
            == true;
}
