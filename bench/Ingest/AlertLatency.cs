using System.Collections.Concurrent;
using System.Net;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace LlmMonitor.Ingest;

/// <summary>
/// How long from the moment at which the calls of a 429 storm are accepted until a webhook on the loopback has the alert: the app as shipped, with
/// its own timers, beside steady healthy traffic. Each storm hits an endpoint of its own at a random second.
/// </summary>
internal static class AlertLatency
{
    private const int Storms = 60;
    private const int CallsEach = 60;
    private const int HealthyPerSecond = 20;
    private static readonly TimeSpan Time = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    public static async Task RunAsync()
    {
        using var folder = new TempFolder();
        using var receiver = new HttpListener();
        var url = $"http://127.0.0.1:{App.FreePort()}/";
        receiver.Prefixes.Add(url);
        receiver.Start();
        var heard = new ConcurrentDictionary<string, DateTimeOffset>(StringComparer.Ordinal);
        var listening = ListenAsync(receiver, heard);
        await using (
            var app = await App.StartAsync(
                folder.Path,
                new Dictionary<string, string>(StringComparer.Ordinal) { ["LlmMonitor__Alerts__AllowPrivateAddresses"] = "true" }
            )
        )
        {
            await PutChannelAsync(app, url);
            using var end = new CancellationTokenSource();
            var healthy = HealthyAsync(app, end.Token);
            var random = new Random(1);
            var accepted = await Task.WhenAll(
                Enumerable.Range(0, Storms).Select(storm => StormAsync(app, storm, Time * random.NextDouble()))
            );
            for (var waited = TimeSpan.Zero; heard.Count < Storms && waited < Patience; waited += TimeSpan.FromSeconds(1))
                await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System);
            await end.CancelAsync();
            await healthy;
            var delays = accepted
                .Select((at, storm) => heard.TryGetValue(EndpointOf(storm), out var told) ? (told - at).TotalSeconds : double.NaN)
                .Where(double.IsFinite)
                .ToList();
            Figures.Row("storms, and how many were told", $"{Storms}, {delays.Count}");
            Figures.Row(
                "accepted to webhook, p50, p95, worst",
                $"{delays.Median():F1}, {delays.Quantile(0.95):F1}, {delays.DefaultIfEmpty(double.NaN).Max():F1} s",
                "p95 <= 90 s"
            );
        }
        receiver.Stop();
        await listening;
    }

    private static string EndpointOf(int storm) => $"storm-{storm:d2}";

    private static async Task PutChannelAsync(App app, string url)
    {
        var channel = new JsonObject
        {
            ["type"] = "webhook",
            ["url"] = url,
            ["secret"] = "the-secret-of-this-measurement-0001",
        };
        using var content = new StringContent(channel.ToJsonString(), Encoding.UTF8, "application/json");
        using var answer = await app.Http.PutAsync("/api/v1/channels/bench", content);
        answer.EnsureSuccessStatusCode();
    }

    /// <returns>When its calls were accepted.</returns>
    private static async Task<DateTimeOffset> StormAsync(App app, int storm, TimeSpan after)
    {
        await Task.Delay(after, TimeProvider.System);
        var now = TimeProvider.System.GetUtcNow();
        var calls = Enumerable
            .Range(0, CallsEach)
            .Select(i => new JsonObject
            {
                ["request_id"] = $"{EndpointOf(storm)}-{i:d3}",
                ["timestamp"] = now.UtcDateTime.ToString("O"),
                ["model"] = "gpt-4o",
                ["endpoint"] = EndpointOf(storm),
                ["error"] = new JsonObject { ["type"] = "rate_limit", ["status"] = 429 },
            });
        await app.PostAsync(Encoding.UTF8.GetBytes(new JsonArray([.. calls]).ToJsonString()));
        return TimeProvider.System.GetUtcNow();
    }

    private static async Task HealthyAsync(App app, CancellationToken end)
    {
        var bodies = new Bodies(HealthyPerSecond, "healthy");
        for (var n = 0; !end.IsCancellationRequested; n++)
        {
            await app.PostAsync(bodies.Of(n, TimeProvider.System.GetUtcNow()));
            await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System, end).ContinueWith(_ => { }, TaskScheduler.Default);
        }
    }

    /// <summary>Notes when each storm was told first.</summary>
    private static async Task ListenAsync(HttpListener receiver, ConcurrentDictionary<string, DateTimeOffset> heard)
    {
        while (receiver.IsListening)
            try
            {
                var context = await receiver.GetContextAsync();
                using var json = await JsonDocument.ParseAsync(context.Request.InputStream);
                var now = TimeProvider.System.GetUtcNow();
                foreach (var alert in json.RootElement.GetProperty("alerts").EnumerateArray())
                    if (alert.GetProperty("rule").ValueEquals("error_rate"))
                        heard.TryAdd(alert.GetProperty("subject").GetString()!["endpoint:".Length..], now);
                context.Response.Close();
            }
            catch (Exception fault) when (fault is HttpListenerException or ObjectDisposedException)
            {
                return; // It was stopped.
            }
    }
}
