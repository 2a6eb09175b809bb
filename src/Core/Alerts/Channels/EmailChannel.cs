using System.Net;
using System.Text;
using LlmMonitor.Core.Mail;
using LlmMonitor.Core.Projects;

namespace LlmMonitor.Core.Alerts;

/// <summary>E-mail, as text and as plain HTML. Sent again it carries the same Message-Id.</summary>
public sealed class EmailChannel(MailPost post) : IAlertChannel
{
    private const int MostRecipients = 50;

    public string Kind => "email";

    public IEnumerable<SettingsFault> Check(Channel channel)
    {
        if (channel.To.Count is 0 or > MostRecipients)
            yield return new("to", $"must name 1 to {MostRecipients} mail addresses");
        foreach (var (index, to) in channel.To.Index())
            if (to is null || to.IndexOf('@') is not (> 0 and var at) || at == to.Length - 1 || to.Length > 254 || to.Any(char.IsControl))
                yield return new($"to[{index}]", "must be an e-mail address");
    }

    public async Task<string?> SendAsync(Channel channel, AlertMessage message, CancellationToken cancellation)
    {
        try
        {
            var receipt = await post.SendAsync(Write(channel, message), cancellation: cancellation);
            return receipt.Refused.Count == 0 ? null : $"Not delivered to {string.Join("; ", receipt.Refused)}";
        }
        catch (MailFailedException fault)
        {
            // Where nobody knows whether it went through it is sent again: better twice, with one Message-Id, than never.
            throw new DeliveryException(fault.Failure == MailFailure.Final, fault.Message, fault);
        }
    }

    internal static Letter Write(Channel channel, AlertMessage message) =>
        new($"alert-{message.Notice.Id}-{channel.Name}", message.Title, Html(message), Text(message)) { To = channel.To };

    private static string Text(AlertMessage message)
    {
        var text = new StringBuilder();
        foreach (var item in message.Items)
        {
            text.Append(item.Heading).Append("\n\n");
            foreach (var (label, line) in item.Lines)
                text.Append(label).Append(": ").Append(line).Append('\n');
            text.Append('\n');
        }
        return text.Append("LLM Monitor · project ").Append(message.ProjectName).Append('\n').ToString();
    }

    private static string Html(AlertMessage message)
    {
        var html = new StringBuilder(
            "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"></head><body style=\"font-family:sans-serif;max-width:44em;overflow-wrap:anywhere\">\n"
        );
        foreach (var item in message.Items)
        {
            html.Append($"<h2 style=\"font-size:1.1em\">{WebUtility.HtmlEncode(item.Heading)}</h2>\n<table>\n");
            foreach (var (label, line) in item.Lines)
                html.Append("<tr><th style=\"text-align:left;vertical-align:top;padding-right:1em\">")
                    .Append($"{WebUtility.HtmlEncode(label)}</th><td style=\"overflow-wrap:anywhere\">{Linked(line)}</td></tr>\n");
            html.Append("</table>\n");
        }
        return html.Append(
                $"<p style=\"color:#666\">LLM Monitor · project {WebUtility.HtmlEncode(message.ProjectName)}</p>\n</body></html>\n"
            )
            .ToString();
    }

    private static string Linked(string text)
    {
        var encoded = WebUtility.HtmlEncode(text);
        return text.StartsWith("https://", StringComparison.Ordinal) && !text.Contains(' ')
            ? $"<a href=\"{encoded}\">{encoded}</a>"
            : encoded;
    }
}
