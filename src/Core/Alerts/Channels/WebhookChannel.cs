using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using LlmMonitor.Core.Outbound;
using LlmMonitor.Core.Projects;

namespace LlmMonitor.Core.Alerts;

/// <summary>
/// JSON to an address of one's own, signed: <c>X-LlmMonitor-Signature: t=unix,v1=hex</c>, where hex is HMAC-SHA256 of
/// <c>t.body</c> with the channel's secret. The receiver compares it and refuses times that are minutes away.
/// </summary>
public sealed class WebhookChannel(OutboundPost post, OutboundGuard guard, TimeProvider time) : IAlertChannel
{
    public const string SignatureHeader = "X-LlmMonitor-Signature";
    public const string NoticeHeader = "X-LlmMonitor-Notice";
    private const int ShortestSecret = 16;
    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
        WriteIndented = false,
    };

    public string Kind => "webhook";

    public IEnumerable<SettingsFault> Check(Channel channel) =>
        channel.Secret is { Length: >= ShortestSecret }
            ? guard.Check(channel.Url)
            :
            [
                .. guard.Check(channel.Url),
                new("secret", $"must be a text of at least {ShortestSecret} characters; it signs what is sent"),
            ];

    public async Task<string?> SendAsync(Channel channel, AlertMessage message, CancellationToken cancellation)
    {
        var body = Write(message);
        var headers = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            [SignatureHeader] = Sign(channel.Secret!, time.GetUtcNow(), body),
            [NoticeHeader] = message.Notice.Id,
        };
        await post.SendAsync(channel.Url!, body, headers, cancellation);
        return null;
    }

    public static string Sign(string secret, DateTimeOffset now, string body)
    {
        var seconds = now.ToUnixTimeSeconds();
        var hash = HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes($"{seconds}.{body}"));
        return $"t={seconds},v1={Convert.ToHexStringLower(hash)}";
    }

    internal static string Write(AlertMessage message)
    {
        var notice = message.Notice;
        return JsonSerializer.Serialize(
            new
            {
                notice.Id,
                notice.ProjectId,
                notice.At,
                notice.Severity,
                notice.Cause,
                message.Title,
                Alerts = message.Items.Select(item => new
                {
                    Id = item.AlertId,
                    item.Kind,
                    Number = item.State.Notices,
                    item.State.Rule,
                    item.State.Subject,
                    item.State.Severity,
                    State = item.State.Standing,
                    item.State.Since,
                    item.State.ResolvedAt,
                    Tentative = item.State.IsTentative,
                    item.State.Flaps,
                    item.State.Verdict.Summary,
                    item.State.Verdict.Observed,
                    item.State.Verdict.Limit,
                    item.State.Verdict.Unit,
                    item.State.Verdict.N,
                    Interval = item.State.Verdict.Interval is { } interval ? new { interval.Low, interval.High } : null,
                    item.State.Verdict.From,
                    item.State.Verdict.To,
                    item.Evidence,
                    Url = item.Where,
                    item.Page,
                }),
            },
            Json
        );
    }
}
