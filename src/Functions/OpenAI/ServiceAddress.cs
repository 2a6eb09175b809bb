namespace LlmMonitor.Functions.OpenAI;

internal static class ServiceAddress
{
    public static bool IsOne(string text) => Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https";
}
