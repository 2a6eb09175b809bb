using System.Text.Json.Nodes;
using LlmMonitor.Core.Outbound;
using LlmMonitor.Core.Projects;

namespace LlmMonitor.Core.Alerts;

/// <summary>
/// A Slack incoming webhook, as blocks. Slack takes 150 characters in a header and 3,000 in a section
/// (docs.slack.dev/reference/block-kit/blocks).
/// </summary>
public sealed class SlackChannel(OutboundPost post, OutboundGuard guard) : IAlertChannel
{
    private const int HeaderCharacters = 150;
    private const int SectionCharacters = 3000;

    public string Kind => "slack";

    public IEnumerable<SettingsFault> Check(Channel channel) => guard.Check(channel.Url);

    public async Task<string?> SendAsync(Channel channel, AlertMessage message, CancellationToken cancellation)
    {
        await post.SendAsync(channel.Url!, Write(message).ToJsonString(), new Dictionary<string, string>(), cancellation);
        return null;
    }

    internal static JsonObject Write(AlertMessage message)
    {
        var blocks = new JsonArray(
            new JsonObject
            {
                ["type"] = "header",
                ["text"] = new JsonObject { ["type"] = "plain_text", ["text"] = Cut(message.Title, HeaderCharacters) },
            }
        );
        foreach (var item in message.Items)
        {
            var lines = item.Lines.Select(line => $"*{Escape(line.Label)}:* {Escape(line.Text)}");
            blocks.Add(
                new JsonObject
                {
                    ["type"] = "section",
                    ["text"] = new JsonObject
                    {
                        ["type"] = "mrkdwn",
                        ["text"] = Cut($"*{Escape(item.Heading)}*\n{string.Join('\n', lines)}", SectionCharacters),
                    },
                }
            );
        }
        return new JsonObject { ["text"] = Escape(message.Title), ["blocks"] = blocks };
    }

    /// <summary>The three characters by which Slack knows links and mentions: a user named &lt;!channel&gt; wakes nobody.</summary>
    private static string Escape(string text) => text.Replace("&", "&amp;").Replace("<", "&lt;").Replace(">", "&gt;");

    private static string Cut(string text, int most) => text.Length <= most ? text : text[..(most - 1)] + "…";
}
