using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace LlmMonitor.Core.Tests.Mail;

/// <summary>A mail server on the loopback that writes down what it hears. <see cref="Answer"/> may refuse a command or, by
/// throwing, hang up.</summary>
internal sealed class SmtpSink : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource end = new();
    private readonly Task serving;

    public SmtpSink()
    {
        listener.Start();
        serving = ServeAsync();
    }

    public static X509Certificate2 Certificate { get; } = MakeCertificate();
    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;
    public bool OffersTls { get; init; } = true;

    /// <summary>Gets a command (the letter's end is ".") and gives the reply in place of the usual one; null is the usual one.</summary>
    public Func<string, string?> Answer { get; init; } = _ => null;

    public List<string> Commands { get; } = [];
    public List<string> Letters { get; } = [];

    public async ValueTask DisposeAsync()
    {
        await end.CancelAsync();
        await serving;
        listener.Dispose();
        end.Dispose();
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
            {
                using var client = await listener.AcceptTcpClientAsync(end.Token);
                client.NoDelay = true; // the lines are small, and Nagle's algorithm would hold them back
                try
                {
                    await TalkAsync(client.GetStream());
                }
                catch (IOException)
                {
                    // hung up, by either side
                }
            }
        }
        catch (OperationCanceledException)
        {
            // the test is over
        }
    }

    private async Task TalkAsync(Stream stream)
    {
        var reader = new StreamReader(stream, Encoding.UTF8);
        await SayAsync(stream, "220 sink");
        while (await reader.ReadLineAsync() is { } line)
        {
            Commands.Add(line);
            await SayAsync(stream, Answer(line) ?? Usual(line, stream is SslStream));
            if (line == "STARTTLS")
            {
                var encrypted = new SslStream(stream);
                await encrypted.AuthenticateAsServerAsync(Certificate);
                (stream, reader) = (encrypted, new StreamReader(encrypted, Encoding.UTF8));
            }
            else if (line == "DATA" && Answer(line) is null)
            {
                var letter = new StringBuilder();
                while (await reader.ReadLineAsync() is { } text && text != ".")
                    letter.Append(text.StartsWith("..", StringComparison.Ordinal) ? text[1..] : text).Append("\r\n");
                Letters.Add(letter.ToString());
                await SayAsync(stream, Answer(".") ?? "250 taken");
            }
            else if (line == "QUIT")
                return;
        }
    }

    private string Usual(string line, bool encrypted) =>
        line.Split(' ', ':')[0] switch
        {
            "EHLO" when encrypted || !OffersTls => "250-sink\r\n250 AUTH PLAIN LOGIN",
            "EHLO" => "250-sink\r\n250 STARTTLS",
            "STARTTLS" => "220 go",
            "AUTH" => line == "AUTH PLAIN " + Convert.ToBase64String("\0ann\0s3cret"u8) ? "235 in" : "535 no",
            "DATA" => "354 go",
            "QUIT" => "221 bye",
            _ => "250 ok",
        };

    private static async Task SayAsync(Stream stream, string line) => await stream.WriteAsync(Encoding.ASCII.GetBytes(line + "\r\n"));

    private static X509Certificate2 MakeCertificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256);
        using var made = request.CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(100));
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null);
    }
}
