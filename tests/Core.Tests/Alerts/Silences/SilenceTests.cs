using LlmMonitor.Core.Alerts;
using LlmMonitor.Core.Storage;
using LlmMonitor.Core.Tests.Storage;
using Xunit;

namespace LlmMonitor.Core.Tests.Alerts;

public sealed class SilenceTests
{
    private static readonly TimeZoneInfo Berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");

    [Theory]
    // Once: a Saturday from 23:30 to 01:00 in Berlin.
    [InlineData(null, "2026-10-17T21:29:59Z", false)]
    [InlineData(null, "2026-10-17T21:30:00Z", true)]
    [InlineData(null, "2026-10-17T23:00:00Z", false)]
    [InlineData(null, "2026-10-18T21:45:00Z", false)]
    // Each day, at the same time by the clock: winter time begins on 25 October.
    [InlineData(SilenceRepeat.Daily, "2026-10-16T21:45:00Z", false)]
    [InlineData(SilenceRepeat.Daily, "2026-10-18T21:29:59Z", false)]
    [InlineData(SilenceRepeat.Daily, "2026-10-18T22:59:59Z", true)]
    [InlineData(SilenceRepeat.Daily, "2026-10-18T23:00:00Z", false)]
    [InlineData(SilenceRepeat.Daily, "2026-10-26T21:45:00Z", false)]
    [InlineData(SilenceRepeat.Daily, "2026-10-26T23:45:00Z", true)]
    [InlineData(SilenceRepeat.Daily, "2026-12-24T22:30:00Z", true)]
    [InlineData(SilenceRepeat.Daily, "2026-12-31T23:00:00Z", false)]
    // Each Saturday.
    [InlineData(SilenceRepeat.Weekly, "2026-10-18T21:45:00Z", false)]
    [InlineData(SilenceRepeat.Weekly, "2026-10-24T22:00:00Z", true)]
    [InlineData(SilenceRepeat.Weekly, "2026-10-31T22:00:00Z", false)]
    [InlineData(SilenceRepeat.Weekly, "2026-10-31T23:30:00Z", true)]
    public void A_turn_comes_again_by_the_clock_until_the_silence_ends(SilenceRepeat? repeat, string now, bool isOn)
    {
        var silence = new Silence(
            "window",
            new SilenceMatch(null, null, null),
            DateTimeOffset.Parse("2026-10-17T21:30:00Z"),
            DateTimeOffset.Parse("2026-10-17T23:00:00Z"),
            "",
            repeat,
            repeat is null ? null : DateTimeOffset.Parse("2026-12-31T23:00:00Z")
        );
        Assert.Equal(isOn, silence.IsOn(DateTimeOffset.Parse(now), Berlin));
    }

    [Fact]
    public async Task One_that_repeats_for_good_is_never_swept()
    {
        using var file = new SqliteFile();
        var (from, store) = (DateTimeOffset.Parse("2026-10-17T21:30:00Z"), new SilenceStore(new SqliteTables(file.Database)));
        var any = new SilenceMatch(null, null, null);
        await store.PutAsync("p", new("once", any, from, from.AddHours(1), ""), TestContext.Current.CancellationToken);
        await store.PutAsync(
            "p",
            new("daily", any, from, from.AddHours(1), "", SilenceRepeat.Daily),
            TestContext.Current.CancellationToken
        );
        var later = await store.ListAsync("p", from.AddYears(2), TestContext.Current.CancellationToken);
        Assert.Equal("daily", Assert.Single(later).Name);
    }
}
