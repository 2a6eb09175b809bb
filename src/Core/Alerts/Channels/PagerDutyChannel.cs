using System.Text.Json.Nodes;
using LlmMonitor.Core.Outbound;
using LlmMonitor.Core.Projects;

namespace LlmMonitor.Core.Alerts;

/// <summary>
/// PagerDuty Events API v2, one event an alert: its id is the dedup_key, so that what comes again joins the alert that is open and a
/// resolve closes exactly that one; who acknowledges it here has done so there. The cause is the event's group, by which PagerDuty can group.
/// </summary>
public sealed class PagerDutyChannel(OutboundPost post, OutboundGuard guard) : IAlertChannel
{
    public const string Name = "pagerduty";
    public const string DefaultUrl = "https://events.pagerduty.com/v2/enqueue";
    private const int KeyCharacters = 32;
    private const int SummaryCharacters = 1024;

    public string Kind => Name;

    public IEnumerable<SettingsFault> Check(Channel channel)
    {
        foreach (var fault in channel.Url is null ? [] : guard.Check(channel.Url))
            yield return fault;
        if (channel.RoutingKey is not { Length: KeyCharacters } key || !key.All(char.IsAsciiLetterOrDigit))
            yield return new("routing_key", $"must be the {KeyCharacters} characters of an Events API v2 integration key");
    }

    public async Task<string?> SendAsync(Channel channel, AlertMessage message, CancellationToken cancellation)
    {
        foreach (var item in message.Items)
        {
            var body = Write(channel.RoutingKey!, message, item).ToJsonString();
            await post.SendAsync(channel.Url ?? DefaultUrl, body, new Dictionary<string, string>(), cancellation);
        }
        return null;
    }

    internal static JsonObject Write(string routingKey, AlertMessage message, AlertItem item)
    {
        var action = item.Kind switch
        {
            NoticeKind.Resolved => "resolve",
            NoticeKind.Acknowledged => "acknowledge",
            _ => "trigger",
        };
        var shared = new JsonObject
        {
            ["routing_key"] = routingKey,
            ["event_action"] = action,
            ["dedup_key"] = item.AlertId,
        };
        if (action != "trigger")
            return shared;
        var verdict = item.State.Verdict;
        var summary = $"{item.Heading}: {verdict.Summary}";
        shared["payload"] = new JsonObject
        {
            ["summary"] = summary.Length <= SummaryCharacters ? summary : summary[..(SummaryCharacters - 1)] + "…",
            ["source"] = $"llm-monitor/{message.Notice.ProjectId}",
            ["severity"] =
                item.Kind == NoticeKind.Test ? "info"
                : item.State.Severity == AlertSeverity.Critical ? "critical"
                : "warning",
            ["timestamp"] = item.State.Since.UtcDateTime.ToString("O"),
            ["component"] = verdict.Subject,
            ["class"] = verdict.Rule,
            ["group"] = message.Notice.Cause,
            ["custom_details"] = new JsonObject(item.Lines.Select(line => KeyValuePair.Create(line.Label, (JsonNode?)line.Text))),
        };
        shared["client"] = "LLM Monitor";
        if (item.Where.StartsWith("http", StringComparison.Ordinal))
            shared["client_url"] = item.Where;
        return shared;
    }
}
