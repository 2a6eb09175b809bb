using LlmMonitor.Core.Mail;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using MimeKit;
using Xunit;

namespace LlmMonitor.Core.Tests.Mail;

public sealed class MailPostTests
{
    private static readonly byte[] Png = [0x89, 0x50, 0x4E, 0x47, 1, 2, 3];
    private static readonly FakeTimeProvider Time = new(DateTimeOffset.Parse("2026-11-24T06:00:00Z"));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static Letter Letter { get; } =
        new("daily-2026-11-23-demo", "Cost · $41.20", "<p>ü <img src=\"cid:hours@llm-monitor\"></p>", "ü\n.\nFrom here")
        {
            To = ["Ann Lee <ann@example.org>", "bob@example.org"],
            Images = [new("hours@llm-monitor", Png)],
        };

    [Fact]
    public async Task A_letter_arrives_whole_over_STARTTLS_with_a_password()
    {
        await using var sink = new SmtpSink();
        var receipt = await Post(sink, user: "ann").SendAsync(Letter, cancellation: Cancellation);
        Assert.Equal((null, 0), (receipt.File, receipt.Refused.Count));

        var sent = Read(sink.Letters.Single());
        Assert.Equal("Cost · $41.20", sent.Subject);
        Assert.Equal("daily-2026-11-23-demo@llm-monitor", sent.MessageId);
        Assert.Equal(Time.GetUtcNow(), sent.Date);
        Assert.Equal("auto-generated", sent.Headers["Auto-Submitted"]);
        Assert.Equal(["ann@example.org", "bob@example.org"], sent.To.Mailboxes.Select(to => to.Address));
        var either = Assert.IsType<MultipartAlternative>(sent.Body);
        Assert.Equal(Letter.Text, sent.TextBody!.ReplaceLineEndings("\n").TrimEnd());
        var related = Assert.IsType<MultipartRelated>(either[1]);
        Assert.Equal(Letter.Html, Assert.IsType<TextPart>(related.Root).Text.TrimEnd());
        var picture = Assert.IsType<MimePart>(related[1]);
        Assert.Equal(("hours@llm-monitor", "image/png"), (picture.ContentId, picture.ContentType.MimeType));
        var bytes = new MemoryStream();
        await picture.Content!.DecodeToAsync(bytes, Cancellation);
        Assert.Equal(Png, bytes.ToArray());
    }

    [Fact]
    public async Task The_machine_s_name_is_told_to_nobody()
    {
        await using var sink = new SmtpSink();
        await Post(sink).SendAsync(Letter, cancellation: Cancellation);
        Assert.Equal(
            ["EHLO llm-monitor", "EHLO llm-monitor"],
            sink.Commands.Where(line => line.StartsWith("EHLO", StringComparison.Ordinal))
        );
        Assert.All(
            [.. sink.Commands, .. sink.Letters],
            text => Assert.DoesNotContain(Environment.MachineName, text, StringComparison.OrdinalIgnoreCase)
        );
    }

    [Fact]
    public async Task A_password_is_not_sent_in_the_clear_unless_the_setting_says_so()
    {
        await using var sink = new SmtpSink { OffersTls = false };
        Assert.Equal(MailFailure.TryAgain, (await FailAsync(Post(sink, user: "ann"))).Failure);
        Assert.DoesNotContain(sink.Commands, line => line.StartsWith("AUTH", StringComparison.Ordinal));
        await Post(sink, user: "ann", MailSecurity.None).SendAsync(Letter, cancellation: Cancellation);
        Assert.Single(sink.Letters);
    }

    [Fact]
    public async Task Where_STARTTLS_is_asked_for_and_not_offered_nothing_is_sent()
    {
        await using var sink = new SmtpSink { OffersTls = false };
        Assert.Equal(MailFailure.TryAgain, (await FailAsync(Post(sink, security: MailSecurity.StartTls))).Failure);
        Assert.Empty(sink.Letters);
    }

    [Theory]
    [InlineData("AUTH", "535 bad password", MailFailure.TryAgain)]
    [InlineData("MAIL", "451 busy", MailFailure.TryAgain)]
    [InlineData("MAIL", "550 sender unknown", MailFailure.Final)]
    [InlineData("RCPT", "550 no such user", MailFailure.Final)]
    [InlineData("RCPT", "450 greylisted", MailFailure.TryAgain)]
    [InlineData("DATA", "554 no", MailFailure.Final)]
    [InlineData(".", "452 disk full", MailFailure.TryAgain)]
    [InlineData(".", "552 too large", MailFailure.Final)]
    [InlineData("EHLO", null, MailFailure.TryAgain)]
    [InlineData(".", null, MailFailure.Unknown)]
    public async Task What_the_server_says_decides_whether_another_try_makes_sense(string command, string? answer, MailFailure expected)
    {
        await using var sink = new SmtpSink
        {
            Answer = line => !line.StartsWith(command, StringComparison.Ordinal) ? null : answer ?? throw new IOException("hangs up"),
        };
        var handedOver = false;
        var fault = await FailAsync(Post(sink, user: "ann"), () => handedOver = true);
        Assert.Equal(expected, fault.Failure);
        Assert.Equal(command is not ("AUTH" or "EHLO"), handedOver);
        if (answer is not null)
            Assert.Contains(answer[4..], fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_refused_recipient_does_not_keep_the_letter_from_the_others()
    {
        await using var sink = new SmtpSink
        {
            Answer = line => line.StartsWith("RCPT TO:<bob", StringComparison.Ordinal) ? "550 left the company" : null,
        };
        var receipt = await Post(sink).SendAsync(Letter, cancellation: Cancellation);
        Assert.Equal("bob@example.org: 550 left the company", Assert.Single(receipt.Refused));
        Assert.Single(sink.Letters);
    }

    [Fact]
    public async Task A_confirmed_letter_is_sent_even_where_the_goodbye_fails()
    {
        await using var sink = new SmtpSink { Answer = line => line == "QUIT" ? throw new IOException("hangs up") : null };
        await Post(sink).SendAsync(Letter, cancellation: Cancellation);
        Assert.Single(sink.Letters);
    }

    [Fact]
    public async Task What_the_caller_throws_before_the_handover_stops_it()
    {
        await using var sink = new SmtpSink();
        await Assert.ThrowsAsync<InvalidOperationException>(() =>
            Post(sink).SendAsync(Letter, () => throw new InvalidOperationException(), Cancellation)
        );
        Assert.DoesNotContain(sink.Commands, line => line.StartsWith("MAIL", StringComparison.Ordinal));
    }

    private static async Task<MailFailedException> FailAsync(MailPost post, Action? beforeHandover = null) =>
        await Assert.ThrowsAsync<MailFailedException>(() =>
            post.SendAsync(
                Letter,
                () =>
                {
                    beforeHandover?.Invoke();
                    return Task.CompletedTask;
                },
                Cancellation
            )
        );

    private static MailPost Post(SmtpSink sink, string? user = null, MailSecurity security = MailSecurity.Auto) =>
        new(
            Options.Create(
                new MailOptions
                {
                    Host = "127.0.0.1",
                    Port = sink.Port,
                    User = user,
                    Password = "s3cret",
                    From = "Monitor <monitor@example.org>",
                    Security = security,
                }
            ),
            Time
        )
        {
            CertificateCheck = (_, certificate, _, _) => certificate?.GetCertHashString() == SmtpSink.Certificate.Thumbprint,
        };

    private static MimeMessage Read(string letter) => MimeMessage.Load(new MemoryStream(System.Text.Encoding.UTF8.GetBytes(letter)));
}
