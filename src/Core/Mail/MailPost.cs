using System.Net.Security;
using Microsoft.Extensions.Options;
using MimeKit;

namespace LlmMonitor.Core.Mail;

/// <summary>Sends letters: to the mail server where one is set, otherwise as .eml files that any mail program opens.</summary>
public sealed class MailPost(IOptions<MailOptions> options, TimeProvider time)
{
    private readonly MailOptions options = options.Value;

    /// <summary>In tests: trust a certificate that was made there.</summary>
    internal RemoteCertificateValidationCallback? CertificateCheck { get; init; }

    /// <summary>
    /// True where sending a letter again replaces the first instead of adding a second one: a file is overwritten, a mail is not.
    /// </summary>
    public bool RepeatsAreHarmless => !options.UsesServer;

    /// <param name="beforeHandover">
    /// Runs after the server let us in and before it gets the letter: up to here a failure means "not sent". What it throws goes
    /// to the caller.
    /// </param>
    /// <param name="cancellation">Heard until the handover; after that the letter goes through or times out, so that its fate is
    /// known.</param>
    /// <exception cref="MailFailedException">Not sent, or unknown; see <see cref="MailFailedException.Failure"/>.</exception>
    public async Task<MailReceipt> SendAsync(Letter letter, Func<Task>? beforeHandover = null, CancellationToken cancellation = default)
    {
        var message = LetterMime.Write(letter, options, time.GetUtcNow(), out var unusable);
        if (!options.UsesServer)
            return new(await WriteFileAsync(letter.Name, message, beforeHandover, cancellation), unusable);

        using var conversation = new SmtpConversation(options, CertificateCheck);
        await conversation.OpenAsync(time, cancellation);
        if (beforeHandover is not null)
            await beforeHandover();
        return new(null, [.. unusable, .. await conversation.HandOverAsync(message)]);
    }

    private async Task<string> WriteFileAsync(string name, MimeMessage message, Func<Task>? beforeHandover, CancellationToken cancellation)
    {
        if (beforeHandover is not null)
            await beforeHandover();
        try
        {
            Directory.CreateDirectory(options.Folder);
            var file = Path.Combine(options.Folder, name + ".eml");
            var unfinished = file + ".tmp";
            await using (var stream = File.Create(unfinished))
            {
                await message.WriteToAsync(stream, cancellation);
                stream.Flush(flushToDisk: true);
            }
            File.Move(unfinished, file, overwrite: true); // readers see the whole letter or none
            return file;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new MailFailedException(
                MailFailure.TryAgain,
                $"The letter could not be written into {options.Folder}: {fault.Message}",
                fault
            );
        }
    }
}

/// <param name="File">The .eml file; null where a server took the letter.</param>
/// <param name="Refused">The recipients that the letter does not reach, each with the reason; the others got it.</param>
public sealed record MailReceipt(string? File, IReadOnlyList<string> Refused);
