using System.Text;
using System.Text.Json.Nodes;
using LlmMonitor.Core.Outbound;
using LlmMonitor.Core.Projects;

namespace LlmMonitor.Core.Alerts;

/// <summary>An adaptive card to the URL of a Teams workflow ("When a Teams webhook request is received").</summary>
public sealed class TeamsChannel(OutboundPost post, OutboundGuard guard) : IAlertChannel
{
    /// <summary>Microsoft's limit of a message is about 28 KB (learn.microsoft.com/connectors/teams, "Message size limit").</summary>
    private const int MostBytes = 25 * 1024;

    public string Kind => "teams";

    public IEnumerable<SettingsFault> Check(Channel channel) => guard.Check(channel.Url);

    public async Task<string?> SendAsync(Channel channel, AlertMessage message, CancellationToken cancellation)
    {
        await post.SendAsync(channel.Url!, Write(message).ToJsonString(), new Dictionary<string, string>(), cancellation);
        return null;
    }

    /// <summary>The whole message, or as many of its alerts as fit.</summary>
    internal static JsonObject Write(AlertMessage message)
    {
        for (var shown = message.Items.Count; ; shown--)
            if (Card(message, shown) is var card && (shown == 0 || Encoding.UTF8.GetByteCount(card.ToJsonString()) <= MostBytes))
                return card;
    }

    private static JsonObject Card(AlertMessage message, int shown)
    {
        var body = new JsonArray(Text(message.Title, "large", message.IsResolved ? "good" : "attention"));
        foreach (var item in message.Items.Take(shown))
        {
            if (message.Items.Count > 1)
                body.Add(Text(item.Heading, "medium", "default"));
            body.Add(
                new JsonObject
                {
                    ["type"] = "FactSet",
                    ["facts"] = new JsonArray([
                        .. item.Lines.Select(line => new JsonObject { ["title"] = line.Label, ["value"] = Escape(line.Text) }),
                    ]),
                }
            );
        }
        if (shown < message.Items.Count)
            body.Add(Text($"And {message.Items.Count - shown} more.", "default", "default"));
        var card = new JsonObject
        {
            ["$schema"] = "http://adaptivecards.io/schemas/adaptive-card.json",
            ["type"] = "AdaptiveCard",
            ["version"] = "1.4",
            ["body"] = body,
        };
        return new JsonObject
        {
            ["type"] = "message",
            ["attachments"] = new JsonArray(
                new JsonObject { ["contentType"] = "application/vnd.microsoft.card.adaptive", ["content"] = card }
            ),
        };
    }

    private static JsonObject Text(string text, string size, string color) =>
        new()
        {
            ["type"] = "TextBlock",
            ["text"] = Escape(text),
            ["size"] = size,
            ["color"] = color,
            ["weight"] = "bolder",
            ["wrap"] = true,
        };

    /// <summary>Teams reads Markdown: a name in brackets must not become a link.</summary>
    private static string Escape(string text) => text.Replace("[", @"\[").Replace("]", @"\]");
}
