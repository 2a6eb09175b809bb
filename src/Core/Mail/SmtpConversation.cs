using System.Net.Security;
using System.Net.Sockets;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;
using AuthenticationException = MailKit.Security.AuthenticationException;

namespace LlmMonitor.Core.Mail;

/// <summary>One letter handed to one server, with every failure sorted into the kinds of <see cref="MailFailure"/>.</summary>
internal sealed class SmtpConversation : IDisposable
{
    private readonly MailOptions options;
    private readonly Socket socket = new(SocketType.Stream, ProtocolType.Tcp);
    private readonly Client client = new();

    public SmtpConversation(MailOptions options, RemoteCertificateValidationCallback? certificateCheck)
    {
        this.options = options;
        client.LocalDomain = options.LocalDomain;
        client.Timeout = options.TimeoutSeconds * 1000;
        client.ServerCertificateValidationCallback = certificateCheck;
    }

    /// <summary>Connects, encrypts and signs in. Every failure here is worth another try: nothing was handed over.</summary>
    public async Task OpenAsync(TimeProvider time, CancellationToken cancellation)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(options.TimeoutSeconds), time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, cancellation);
        try
        {
            // Nagle's algorithm holds back the small lines of this protocol for the other side's delayed acknowledgements.
            socket.NoDelay = true;
            await socket.ConnectAsync(options.Host!, options.Port, either.Token);
            await client.ConnectAsync(socket, options.Host!, options.Port, Security(options.Security), either.Token);
            if (string.IsNullOrEmpty(options.User))
                return;
            if (!client.IsSecure && options.Security != MailSecurity.None)
                throw NotSent("offers no encryption, and a password is not sent without; Smtp:Security=none allows it");
            await client.AuthenticateAsync(options.User, options.Password ?? "", either.Token);
        }
        catch (OperationCanceledException) when (patience.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            throw NotSent($"did not answer within {options.TimeoutSeconds} seconds");
        }
        catch (AuthenticationException fault)
        {
            throw NotSent($"refused Smtp:User and Smtp:Password: {fault.Message}", fault);
        }
        catch (Exception fault) when (IsConnectionFault(fault) || fault is SmtpCommandException or NotSupportedException)
        {
            throw NotSent($"could not be reached: {fault.Message}", fault);
        }
    }

    /// <returns>The recipients that the server refused while it took the letter for the others.</returns>
    public async Task<IReadOnlyList<string>> HandOverAsync(MimeMessage message)
    {
        try
        {
            await client.SendAsync(message, CancellationToken.None);
        }
        catch (SmtpCommandException) when (client.Refused.Count == message.To.Count)
        {
            throw new MailFailedException(
                client.AnyRefusedForNow ? MailFailure.TryAgain : MailFailure.Final,
                $"The mail server {options.Host} refused every recipient. {string.Join("; ", client.Refused)}"
            );
        }
        catch (SmtpCommandException fault)
        {
            var failure = (int)fault.StatusCode >= 500 ? MailFailure.Final : MailFailure.TryAgain;
            throw new MailFailedException(
                failure,
                $"The mail server {options.Host} answered {(int)fault.StatusCode} {fault.Message}",
                fault
            );
        }
        catch (Exception fault) when (IsConnectionFault(fault))
        {
            throw new MailFailedException(
                MailFailure.Unknown,
                $"The connection to the mail server {options.Host} broke before it confirmed the letter, which may have been delivered: {fault.Message}",
                fault
            );
        }

        try
        {
            await client.DisconnectAsync(quit: true, CancellationToken.None);
        }
        catch (Exception fault) when (IsConnectionFault(fault) || fault is SmtpCommandException)
        {
            // The letter was confirmed; how the goodbye went changes nothing.
        }
        return client.Refused;
    }

    public void Dispose()
    {
        client.Dispose();
        socket.Dispose();
    }

    private MailFailedException NotSent(string what, Exception? fault = null) =>
        new(MailFailure.TryAgain, $"The mail server {options.Host}:{options.Port} {what}.", fault);

    private static bool IsConnectionFault(Exception fault) =>
        fault
            is IOException
                or SocketException
                or TimeoutException
                or ProtocolException
                or ServiceNotConnectedException
                or SslHandshakeException
                or System.Security.Authentication.AuthenticationException
                or OperationCanceledException;

    private static SecureSocketOptions Security(MailSecurity security) =>
        security switch
        {
            MailSecurity.StartTls => SecureSocketOptions.StartTls,
            MailSecurity.Tls => SecureSocketOptions.SslOnConnect,
            MailSecurity.None => SecureSocketOptions.None,
            _ => SecureSocketOptions.Auto,
        };

    /// <summary>One bad address must not keep the letter from the others: refusals are collected instead of thrown.</summary>
    private sealed class Client : SmtpClient
    {
        public List<string> Refused { get; } = [];
        public bool AnyRefusedForNow { get; private set; }

        protected override void OnRecipientNotAccepted(MimeMessage message, MailboxAddress mailbox, SmtpResponse response)
        {
            Refused.Add($"{mailbox.Address}: {(int)response.StatusCode} {response.Response}");
            AnyRefusedForNow |= (int)response.StatusCode < 500;
        }
    }
}
