using System.Diagnostics;
using System.Net.Http.Json;

namespace LlmMonitor.Gate;

/// <summary>A steady rate of checks of 4 KB against a running app, each sent when it is due, whether or not the ones before were answered.</summary>
internal static class OverHttp
{
    private const int PerSecond = 500;
    private const int Seconds = 20;

    public static async Task RunAsync(string url, string key)
    {
        using var client = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = 64 }) { BaseAddress = new Uri(url) };
        client.DefaultRequestHeaders.Add("x-api-key", key);
        await SendAsync(client, 2, "warm"); // connections
        var times = await SendAsync(client, Seconds, "check");
        Console.WriteLine(
            $"{times.Count:N0} checks of 4 KB at {PerSecond}/s: p50 {times[times.Count / 2]:0.00}, p99 {times[(int)(times.Count * 0.99)]:0.00} ms   target p99 5 ms"
        );
    }

    private static async Task<List<double>> SendAsync(HttpClient client, int seconds, string name)
    {
        var clock = Stopwatch.StartNew();
        var checks = new List<Task<double>>();
        for (var number = 0; number < seconds * PerSecond; number++)
        {
            var due = TimeSpan.FromSeconds((double)number / PerSecond) - clock.Elapsed;
            if (due > TimeSpan.FromMilliseconds(1))
                await Task.Delay(due, TimeProvider.System);
            checks.Add(CheckAsync(client, $"{name}-{number}"));
        }
        return [.. (await Task.WhenAll(checks)).Order()];
    }

    private static async Task<double> CheckAsync(HttpClient client, string id)
    {
        var start = Stopwatch.GetTimestamp();
        using var answer = await client.PostAsJsonAsync(
            "/api/v1/safety/check",
            new
            {
                request_id = id,
                endpoint = "chat",
                response = Speed.Prose4096,
            }
        );
        answer.EnsureSuccessStatusCode();
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }
}
