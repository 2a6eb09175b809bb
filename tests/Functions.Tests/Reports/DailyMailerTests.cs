using LlmMonitor.Core.Mail;
using LlmMonitor.Core.Projects;
using LlmMonitor.Core.Reports;
using LlmMonitor.Core.Storage;
using LlmMonitor.Core.Tests.Storage;
using LlmMonitor.Functions.Reports;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace LlmMonitor.Functions.Tests.Reports;

public sealed class DailyMailerTests : IDisposable
{
    private readonly FakeTimeProvider time = new(DateTimeOffset.Parse("2026-11-24T06:00:00Z"));
    private readonly SqliteFile database = new();
    private readonly string folder = Directory.CreateTempSubdirectory("mail").FullName;

    private ReportStore Store => new(new SqliteTables(database.Database), time);

    private static Project Quiet => SampleDays.Project with { Settings = SampleDays.Project.Settings with { ReportRecipients = [] } };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        database.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task Without_a_mail_server_the_report_becomes_one_file()
    {
        var delivery = await Mailer().SendAsync(SampleDays.Project, SampleDays.Busy, Cancellation);
        Assert.Equal(DeliveryState.Sent, delivery.State);
        var file = Assert.Single(Directory.GetFiles(folder));
        Assert.Equal(Path.GetFileName(file), delivery.Note);
        Assert.Matches(@"^daily-2026-11-23-[0-9a-f]{16}\.eml$", delivery.Note);
        Assert.Equal(delivery, (await Store.FindAsync("demo", SampleDays.Date, Cancellation))!.Delivery);
        Assert.Equal([SampleDays.Date], await Store.SettledAsync("demo", SampleDays.Date.AddDays(-3), Cancellation));
        Assert.Empty(await Store.SettledAsync("demo", SampleDays.Date.AddDays(1), Cancellation));
    }

    [Fact]
    public async Task A_day_that_was_sent_is_not_sent_again_and_keeps_what_people_got()
    {
        var first = await Mailer().SendAsync(SampleDays.Project, SampleDays.Busy, Cancellation);
        File.Delete(Directory.GetFiles(folder).Single());
        time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(first, await Mailer().SendAsync(SampleDays.Project, SampleDays.Empty, Cancellation));
        Assert.Empty(Directory.GetFiles(folder));
        Assert.Equal(SampleDays.Busy.Headline, (await Store.FindAsync("demo", SampleDays.Date, Cancellation))!.Headline);
    }

    [Fact]
    public async Task A_run_that_died_while_it_sent_leaves_the_report_unknown_and_unsent()
    {
        await Store.MarkAsync(await Store.KeepAsync(SampleDays.Busy, Cancellation), DeliveryState.Sending, null, Cancellation);
        var mailer = Mailer("127.0.0.1");
        Assert.Equal(DeliveryState.Sending, (await mailer.SendAsync(SampleDays.Project, SampleDays.Busy, Cancellation)).State);
        Assert.Empty(await Store.SettledAsync("demo", SampleDays.Date, Cancellation));

        time.Advance(LetterHandover.Longest + TimeSpan.FromSeconds(1));
        Assert.Equal(DeliveryState.Unknown, (await mailer.SendAsync(SampleDays.Project, SampleDays.Busy, Cancellation)).State);
        Assert.Equal([SampleDays.Date], await Store.SettledAsync("demo", SampleDays.Date, Cancellation));
    }

    [Fact]
    public async Task A_file_that_was_being_written_is_written_again()
    {
        await Store.MarkAsync(await Store.KeepAsync(SampleDays.Busy, Cancellation), DeliveryState.Sending, null, Cancellation);
        time.Advance(LetterHandover.Longest + TimeSpan.FromSeconds(1));
        Assert.Equal(DeliveryState.Sent, (await Mailer().SendAsync(SampleDays.Project, SampleDays.Busy, Cancellation)).State);
        Assert.Single(Directory.GetFiles(folder));
    }

    [Fact]
    public async Task A_server_that_cannot_be_reached_leaves_the_report_for_the_next_run()
    {
        var delivery = await Mailer("127.0.0.1", port: 1).SendAsync(SampleDays.Project, SampleDays.Busy, Cancellation);
        Assert.Equal(DeliveryState.Written, delivery.State);
        Assert.Contains("could not be reached", delivery.Note, StringComparison.Ordinal);
        Assert.Empty(await Store.SettledAsync("demo", SampleDays.Date, Cancellation));
        Assert.Equal(DeliveryState.Sent, (await Mailer().SendAsync(SampleDays.Project, SampleDays.Busy, Cancellation)).State);
    }

    [Fact]
    public async Task A_project_without_recipients_keeps_its_report_and_asks_no_server()
    {
        Assert.Equal(
            DeliveryState.NoRecipients,
            (await Mailer("127.0.0.1", port: 1).SendAsync(Quiet, SampleDays.Busy, Cancellation)).State
        );
        Assert.Empty(Directory.GetFiles(folder));
        Assert.NotNull(await Store.FindAsync("demo", SampleDays.Date, Cancellation));
    }

    [Fact]
    public async Task Without_a_mail_server_a_project_without_recipients_still_gets_its_file()
    {
        Assert.Equal(DeliveryState.Sent, (await Mailer().SendAsync(Quiet, SampleDays.Busy, Cancellation)).State);
        Assert.Single(Directory.GetFiles(folder));
    }

    [Fact]
    public async Task Recipients_who_are_no_address_are_refused_for_good()
    {
        var odd = SampleDays.Project with
        {
            Settings = SampleDays.Project.Settings with { ReportRecipients = ["a@example.org\r\nBcc: all@example.org"] },
        };
        Assert.Equal(DeliveryState.Refused, (await Mailer().SendAsync(odd, SampleDays.Busy, Cancellation)).State);
        Assert.Empty(Directory.GetFiles(folder));
    }

    private DailyMailer Mailer(string? host = null, int port = 25)
    {
        var options = new MailOptions
        {
            Host = host,
            Port = port,
            From = "monitor@example.org",
            Folder = folder,
        };
        var letters = new DailyLetter(new ServiceCollection().BuildServiceProvider(), NullLoggerFactory.Instance);
        return new(Store, letters, new MailPost(Options.Create(options), time), time, NullLogger<DailyMailer>.Instance);
    }
}
