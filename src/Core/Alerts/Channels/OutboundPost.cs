using System.Net.Http.Headers;
using System.Text;
using LlmMonitor.Core.Outbound;
using Microsoft.Extensions.Options;

namespace LlmMonitor.Core.Alerts;

/// <summary>Sends JSON to a receiver and sorts what it answers. One connection pool for all channels.</summary>
public sealed class OutboundPost(OutboundGuard guard, IOptions<AlertOptions> options) : IDisposable
{
    private const int ShownBytes = 200;
    private readonly HttpClient _client = guard.CreateClient(TimeSpan.FromSeconds(options.Value.TimeoutSeconds));

    /// <param name="body">JSON as it is signed: sent to the byte.</param>
    /// <exception cref="DeliveryException">It was not taken. The URL, which may be a secret, is not in the message.</exception>
    public async Task SendAsync(string url, string body, IReadOnlyDictionary<string, string> headers, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, url);
        request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.UserAgent.ParseAdd("llm-monitor");
        foreach (var (name, value) in headers)
            request.Headers.Add(name, value);
        var host = request.RequestUri!.Host;
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(_client.Timeout); // the client's own patience ends with the headers
        try
        {
            using var response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, patience.Token);
            var status = (int)response.StatusCode;
            if (!response.IsSuccessStatusCode)
                throw new DeliveryException(
                    IsFinal(status),
                    $"{host} answered {status}{(status is >= 300 and < 400 ? " (redirects are not followed)" : "")}. {await BeginningOf(response, patience.Token)}".Trim()
                );
        }
        catch (HttpRequestException fault) when (fault.InnerException is OutboundRefusedException refused)
        {
            throw new DeliveryException(true, refused.Message, fault);
        }
        catch (Exception fault) when (fault is HttpRequestException or IOException)
        {
            throw new DeliveryException(false, $"{host} could not be reached: {fault.Message}", fault);
        }
        catch (OperationCanceledException fault) when (!cancellation.IsCancellationRequested)
        {
            throw new DeliveryException(false, $"{host} did not answer within {_client.Timeout.TotalSeconds} seconds.", fault);
        }
    }

    public void Dispose() => _client.Dispose();

    /// <summary>
    /// PagerDuty, "API Response Codes &amp; Retry Logic": 400 "Retry? No", 429 and 5XX "Yes - retry after some time". Slack answers 400, 403,
    /// 404 and 410 where a webhook is wrong or gone. 408 and 425 ask for another try by their meaning (RFC 9110, RFC 8470).
    /// </summary>
    private static bool IsFinal(int status) => status < 500 && status is not (408 or 425 or 429);

    private static async Task<string> BeginningOf(HttpResponseMessage response, CancellationToken cancellation)
    {
        var bytes = new byte[ShownBytes];
        await using var body = await response.Content.ReadAsStreamAsync(cancellation);
        var read = await body.ReadAtLeastAsync(bytes, bytes.Length, throwOnEndOfStream: false, cancellation);
        return Encoding.UTF8.GetString(bytes, 0, read).ReplaceLineEndings(" ").Trim();
    }
}
