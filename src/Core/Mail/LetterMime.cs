using System.Text;
using MimeKit;
using MimeKit.Text;

namespace LlmMonitor.Core.Mail;

/// <summary>
/// The wire form of a letter: alternative (text, related (HTML, pictures)). Nothing in it comes from chance or from the machine:
/// the same letter at the same time gives the same bytes.
/// </summary>
internal static class LetterMime
{
    /// <exception cref="MailFailedException">Final: no recipient has a usable address; a letter to nobody can become a file only.</exception>
    public static MimeMessage Write(Letter letter, MailOptions options, DateTimeOffset now, out IReadOnlyList<string> unusable)
    {
        var to = new List<MailboxAddress>();
        var left = new List<string>();
        foreach (var recipient in letter.To)
            if (Address(recipient) is { } address)
                to.Add(address);
            else
                left.Add($"{Visible(recipient)}: not an e-mail address");
        unusable = left;
        if (to.Count == 0 && (left.Count > 0 || options.UsesServer))
            throw new MailFailedException(
                MailFailure.Final,
                $"The letter '{letter.Subject}' has no recipient with a usable address. {string.Join("; ", left)}".TrimEnd()
            );

        var message = new MimeMessage
        {
            MessageId = $"{letter.Name}@{options.LocalDomain}",
            Date = now,
            Subject = letter.Subject,
            Body = Body(letter),
        };
        message.From.Add(Sender(options));
        message.To.AddRange(to);
        message.Headers.Add("Auto-Submitted", "auto-generated"); // RFC 3834: holiday replies stay away
        return message;
    }

    private static MailboxAddress Sender(MailOptions options) =>
        Address(options.From ?? "") ?? new MailboxAddress("LLM Monitor", $"llm-monitor@{options.LocalDomain}");

    /// <summary>One mailbox, or null: a list, a group, or a line break (the start of a forged header) is none.</summary>
    private static MailboxAddress? Address(string text) =>
        !text.Any(char.IsControl) && MailboxAddress.TryParse(text, out var address) && address.Address.IndexOf('@') > 0 ? address : null;

    private static string Visible(string text) => string.Concat(text.Select(c => char.IsControl(c) ? '\uFFFD' : c));

    private static MultipartAlternative Body(Letter letter)
    {
        MimeEntity rich = Text(TextFormat.Html, letter.Html);
        if (letter.Images.Count > 0)
        {
            var related = new MultipartRelated { Boundary = $"=_related_{letter.Name}", Root = rich };
            foreach (var image in letter.Images)
                related.Add(Picture(image));
            rich = related;
        }
        return new MultipartAlternative(Text(TextFormat.Plain, letter.Text), rich) { Boundary = $"=_either_{letter.Name}" };
    }

    // Quoted-printable keeps lines under the 998 characters of RFC 5322, whatever the HTML holds.
    private static TextPart Text(TextFormat format, string text)
    {
        var part = new TextPart(format) { ContentTransferEncoding = ContentEncoding.QuotedPrintable };
        part.SetText(Encoding.UTF8, text);
        return part;
    }

    private static MimePart Picture(InlineImage image) =>
        new("image", "png")
        {
            ContentId = image.ContentId,
            Content = new MimeContent(new MemoryStream(image.Png, writable: false)),
            ContentDisposition = new ContentDisposition(ContentDisposition.Inline) { FileName = image.ContentId.Split('@')[0] + ".png" },
            ContentTransferEncoding = ContentEncoding.Base64,
        };
}
