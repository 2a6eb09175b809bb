using System.ComponentModel.DataAnnotations;
using LlmMonitor.Core.Mail;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using MimeKit;
using Xunit;

namespace LlmMonitor.Core.Tests.Mail;

public sealed class LetterTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("letters").FullName;
    private readonly FakeTimeProvider time = new(DateTimeOffset.Parse("2026-11-24T06:00:00Z"));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData("Cost\r\nBcc: all@example.org")]
    [InlineData("Cost\nBcc: all@example.org")]
    [InlineData("Cost\r\n\r\n<html>")]
    [InlineData("Cost\u2028Bcc: all@example.org")]
    [InlineData("Cost\0Bcc: all@example.org")]
    public async Task A_line_break_in_the_subject_starts_no_header(string subject)
    {
        var message = await WriteAsync(new Letter("a", subject, "<p>", "p") { To = ["ann@example.org"] });
        Assert.StartsWith("Cost ", message.Subject, StringComparison.Ordinal);
        Assert.Empty(message.Bcc);
        Assert.Equal(
            ["Auto-Submitted", "Date", "From", "MIME-Version", "Message-Id", "Subject", "To"],
            message.Headers.Select(h => h.Field).Order(StringComparer.Ordinal)
        );
    }

    [Theory]
    [InlineData("eve@example.org\r\nBcc: all@example.org")]
    [InlineData("eve@example.org\nSubject: x")]
    [InlineData("\"Eve\r\n\" <eve@example.org>")]
    [InlineData("eve@example.org, all@example.org")]
    [InlineData("friends: eve@example.org;")]
    [InlineData("eve")]
    [InlineData("")]
    public async Task Who_is_not_one_plain_address_gets_no_letter(string recipient)
    {
        var letter = new Letter("a", "Cost", "<p>", "p") { To = [recipient, "ann@example.org"] };
        var receipt = await Post().SendAsync(letter, cancellation: Cancellation);
        Assert.EndsWith("not an e-mail address", Assert.Single(receipt.Refused), StringComparison.Ordinal);
        var message = await MimeMessage.LoadAsync(receipt.File!, Cancellation);
        Assert.Equal("ann@example.org", Assert.Single(message.To.Mailboxes).Address);
        Assert.Empty(message.Bcc);

        var fault = await Assert.ThrowsAsync<MailFailedException>(() =>
            Post().SendAsync(letter with { To = [recipient] }, cancellation: Cancellation)
        );
        Assert.Equal(MailFailure.Final, fault.Failure);
    }

    [Fact]
    public async Task The_same_letter_is_the_same_file_to_the_byte()
    {
        var letter = new Letter("daily-1", "Cost", "<p>", "p") { To = ["ann@example.org"], Images = [new("c@d", [1, 2])] };
        var first = (await Post().SendAsync(letter, cancellation: Cancellation)).File!;
        var bytes = await File.ReadAllBytesAsync(first, Cancellation);
        var second = (await Post().SendAsync(letter, cancellation: Cancellation)).File!;
        Assert.Equal(Path.Combine(folder, "daily-1.eml"), second);
        Assert.Equal(bytes, await File.ReadAllBytesAsync(second, Cancellation));
        Assert.Single(Directory.GetFiles(folder));
    }

    [Theory]
    [InlineData("../up")]
    [InlineData("A")]
    [InlineData("a b")]
    [InlineData("a\n")]
    [InlineData("")]
    public void A_letter_s_name_is_fit_for_a_file_and_a_header(string name) =>
        Assert.Throws<ArgumentException>(() => new Letter(name, "s", "h", "t") { To = [] });

    [Theory]
    [InlineData("mail.example.org", null, 587, "llm-monitor", "Smtp:From")]
    [InlineData("mail.example.org", "not an address", 587, "llm-monitor", "Smtp:From")]
    [InlineData("mail.example.org", "a@example.org", 0, "llm-monitor", "Port")]
    [InlineData(null, null, 587, "my host\r\n", "LocalDomain")]
    [InlineData(null, null, 587, "llm-monitor", null)]
    public void Settings_that_cannot_work_are_named(string? host, string? from, int port, string domain, string? named)
    {
        var options = new MailOptions
        {
            Host = host,
            From = from,
            Port = port,
            LocalDomain = domain,
        };
        var faults = new List<ValidationResult>();
        Validator.TryValidateObject(options, new ValidationContext(options), faults, validateAllProperties: true);
        if (named is null)
            Assert.Empty(faults);
        else
            Assert.Contains(named, Assert.Single(faults).ErrorMessage, StringComparison.Ordinal);
    }

    private MailPost Post() => new(Options.Create(new MailOptions { Folder = folder }), time);

    private async Task<MimeMessage> WriteAsync(Letter letter) =>
        await MimeMessage.LoadAsync((await Post().SendAsync(letter, cancellation: Cancellation)).File!, Cancellation);
}
