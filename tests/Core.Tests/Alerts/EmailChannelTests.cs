using LlmMonitor.Core.Alerts;
using LlmMonitor.Core.Mail;
using LlmMonitor.Core.Tests.Mail;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace LlmMonitor.Core.Tests.Alerts;

public sealed class EmailChannelTests
{
    private static readonly Channel Channel = new(
        "mail",
        "email",
        null,
        null,
        ["ann@example.org", "bob@example.org"],
        null,
        AlertSeverity.Warning
    );

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_alert_goes_through_a_real_conversation_and_keeps_its_id_when_it_comes_again()
    {
        await using var sink = new SmtpSink { OffersTls = false };
        var channel = new EmailChannel(Post(sink));
        Assert.Null(await channel.SendAsync(Channel, Samples.Spend, Cancellation));
        Assert.Null(await channel.SendAsync(Channel, Samples.Spend, Cancellation));
        Assert.Equal(2, sink.Letters.Count);
        Assert.All(
            sink.Letters,
            letter =>
                Assert.Contains(
                    "Message-Id: <alert-0638994528000000000-00112233aabbccdd-mail@llm-monitor>",
                    letter,
                    StringComparison.Ordinal
                )
        );
    }

    [Theory]
    [InlineData("RCPT", "550 no such user", true)]
    [InlineData("RCPT", "450 later", false)]
    [InlineData("DATA", "451 busy", false)]
    public async Task What_the_server_says_decides_whether_it_is_tried_again(string command, string answer, bool isFinal)
    {
        await using var sink = new SmtpSink
        {
            OffersTls = false,
            Answer = line => line.StartsWith(command, StringComparison.Ordinal) ? answer : null,
        };
        var fault = await Assert.ThrowsAsync<DeliveryException>(() =>
            new EmailChannel(Post(sink)).SendAsync(Channel, Samples.Spend, Cancellation)
        );
        Assert.Equal(isFinal, fault.IsFinal);
    }

    [Fact]
    public async Task Who_was_not_reached_is_named()
    {
        await using var sink = new SmtpSink
        {
            OffersTls = false,
            Answer = line => line.StartsWith("RCPT TO:<bob", StringComparison.Ordinal) ? "550 left" : null,
        };
        var missed = await new EmailChannel(Post(sink)).SendAsync(Channel, Samples.Spend, Cancellation);
        Assert.Equal("Not delivered to bob@example.org: 550 left", missed);
    }

    private static MailPost Post(SmtpSink sink) =>
        new(
            Options.Create(
                new MailOptions
                {
                    Host = "127.0.0.1",
                    Port = sink.Port,
                    From = "monitor@example.org",
                    Security = MailSecurity.None,
                }
            ),
            new FakeTimeProvider(Samples.Start)
        );
}
