using System.Text.Json;
using LlmMonitor.Core.Cost;
using LlmMonitor.Core.Money;
using LlmMonitor.Core.Reports;
using LlmMonitor.Core.Storage;
using LlmMonitor.Core.Tests.Storage;
using Microsoft.Extensions.Time.Testing;
using Xunit;

namespace LlmMonitor.Functions.Tests.Reports;

public sealed class ReportStoreTests : IDisposable
{
    private readonly SqliteFile file = new();
    private readonly ReportStore store;

    public ReportStoreTests() =>
        store = new(new SqliteTables(file.Database), new FakeTimeProvider(DateTimeOffset.Parse("2026-11-24T06:00:00Z")));

    public void Dispose() => file.Dispose();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_report_larger_than_one_value_is_kept_whole()
    {
        var features = Enumerable.Range(0, 3000).Select(i => new CostShare($"feature-{i}", PicoUsd.FromUsd(i), i)).ToList();
        var report = SampleDays.Busy with { Cost = SampleDays.Busy.Cost with { ByFeature = features } };
        await store.KeepAsync(report, Cancellation);
        var kept = await store.FindAsync("demo", SampleDays.Date, Cancellation);
        Assert.Equal(new DailyDelivery(DeliveryState.Written, DateTimeOffset.Parse("2026-11-24T06:00:00Z"), null), kept!.Delivery);
        Assert.Equal(
            JsonSerializer.Serialize(report, ReportStore.Json),
            JsonSerializer.Serialize(kept with { Delivery = null }, ReportStore.Json)
        );
    }

    [Fact]
    public async Task An_unsent_report_is_replaced_by_a_newer_one()
    {
        await store.KeepAsync(SampleDays.Empty, Cancellation);
        await store.KeepAsync(SampleDays.Busy, Cancellation);
        Assert.Equal(SampleDays.Busy.Headline, (await store.FindAsync("demo", SampleDays.Date, Cancellation))!.Headline);
    }

    [Fact]
    public async Task Of_two_runs_one_gets_to_send()
    {
        var first = await store.KeepAsync(SampleDays.Busy, Cancellation);
        await store.MarkAsync(first, DeliveryState.Sending, null, Cancellation);
        await Assert.ThrowsAsync<RowConflictException>(() => store.MarkAsync(first, DeliveryState.Sending, null, Cancellation));
    }

    [Fact]
    public async Task The_json_says_what_became_of_the_mail()
    {
        await store.MarkAsync(await store.KeepAsync(SampleDays.Empty, Cancellation), DeliveryState.NoRecipients, null, Cancellation);
        var json = JsonSerializer.Serialize(await store.FindAsync("demo", SampleDays.Date, Cancellation), ReportStore.Json);
        Assert.Contains(
            "\"delivery\":{\"state\":\"no_recipients\",\"since\":\"2026-11-24T06:00:00+00:00\",\"note\":null}",
            json,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_day_that_was_never_kept_is_null() => Assert.Null(await store.FindAsync("demo", SampleDays.Date, Cancellation));
}
