namespace LlmMonitor.Functions.Commands;

/// <summary>
/// <c>health [--url http://127.0.0.1:7071]</c>: asks a running app how it is, for a container that holds no other program to ask with.
/// Ends with 0 where it is well, with 1 where it is not or does not answer within five seconds.
/// </summary>
public static class CheckHealth
{
    private const string DefaultUrl = "http://127.0.0.1:7071";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public static async Task<int> RunAsync(string[] args)
    {
        var url = Command.Option(args, "url") ?? DefaultUrl;
        if (!Uri.TryCreate(url, UriKind.Absolute, out var root) || root.Scheme is not ("http" or "https"))
            throw new CommandException($"--url must be an http(s) address such as {DefaultUrl}, not '{url}'.");
        using var http = new HttpClient { BaseAddress = root, Timeout = Patience };
        try
        {
            using var answer = await http.GetAsync(new Uri("/api/health", UriKind.Relative));
            if (answer.IsSuccessStatusCode)
                return 0;
            await Console.Error.WriteLineAsync($"{root} answers {(int)answer.StatusCode}.");
        }
        catch (Exception fault) when (fault is HttpRequestException or TaskCanceledException)
        {
            await Console.Error.WriteLineAsync($"{root} does not answer: {fault.Message}");
        }
        return 1;
    }
}
