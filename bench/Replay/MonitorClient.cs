using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;

namespace LlmMonitor.Replay;

internal readonly record struct Receipt(long Accepted, long Duplicates, long Rejected)
{
    public Receipt Plus(Receipt other) => new(Accepted + other.Accepted, Duplicates + other.Duplicates, Rejected + other.Rejected);
}

/// <summary>The two routes that a replay needs.</summary>
internal sealed class MonitorClient : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);
    private readonly HttpClient http;
    private int retries;

    public MonitorClient(Uri url, string key)
    {
        http = new HttpClient { BaseAddress = url, Timeout = TimeSpan.FromSeconds(30) };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key);
    }

    public int Retries => retries;

    /// <summary>
    /// Sends a body until it is acknowledged. What was cut off may have been written all the same: the ids stay, so that nothing counts twice.
    /// </summary>
    /// <exception cref="HttpRequestException">The app refused the whole body for a reason that another try does not change.</exception>
    public async Task<Receipt> PostAsync(byte[] body, CancellationToken cancellation)
    {
        while (true)
        {
            try
            {
                using var content = new ByteArrayContent(body) { Headers = { ContentType = new("application/json") } };
                using var answer = await http.PostAsync("/api/v1/calls", content, cancellation);
                var text = await answer.Content.ReadAsStringAsync(cancellation);
                if (answer.StatusCode == HttpStatusCode.Accepted)
                    return ReceiptOf(text);
                if (answer.StatusCode != HttpStatusCode.TooManyRequests && (int)answer.StatusCode < 500)
                    throw new HttpRequestException($"The app refused: {text}", null, answer.StatusCode);
            }
            catch (HttpRequestException fault) when (fault.StatusCode is null) { }
            catch (TaskCanceledException) when (!cancellation.IsCancellationRequested) { }
            Interlocked.Increment(ref retries);
            await Task.Delay(Pause, TimeProvider.System, cancellation);
        }
    }

    /// <summary>What a feature's calls of a day cost, and how many there are; null where the report cannot be read now.</summary>
    public async Task<(decimal Usd, long Calls)?> CostAsync(DateOnly day, string feature, CancellationToken cancellation)
    {
        try
        {
            using var report = JsonDocument.Parse(await http.GetStringAsync($"/api/v1/reports/cost?date={day:yyyy-MM-dd}", cancellation));
            foreach (var share in report.RootElement.GetProperty("by_feature").EnumerateArray())
                if (share.GetProperty("key").GetString() == feature)
                    return (
                        decimal.Parse(share.GetProperty("cost_usd").GetString()!, CultureInfo.InvariantCulture),
                        share.GetProperty("n_calls").GetInt64()
                    );
            return (0, 0);
        }
        catch (HttpRequestException fault) when (fault.StatusCode is null or >= HttpStatusCode.InternalServerError)
        {
            return null;
        }
    }

    public void Dispose() => http.Dispose();

    private static Receipt ReceiptOf(string text)
    {
        using var json = JsonDocument.Parse(text);
        var receipt = json.RootElement;
        return new(
            receipt.GetProperty("accepted").GetInt64(),
            receipt.GetProperty("duplicates").GetInt64(),
            receipt.GetProperty("rejected").GetArrayLength()
        );
    }
}
