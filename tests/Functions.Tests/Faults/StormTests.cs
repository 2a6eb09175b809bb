using System.Diagnostics;
using System.Globalization;
using LlmMonitor.Core.Calls;
using LlmMonitor.Core.Projects;
using LlmMonitor.Core.Rollups;
using LlmMonitor.Core.Storage;
using LlmMonitor.Functions.Tests.Apps;
using LlmMonitor.Functions.Tests.Storage;
using Xunit;

namespace LlmMonitor.Functions.Tests.Faults;

/// <summary>
/// Of all acknowledged calls none is lost and none counts twice, and every rollup, once swept, is what a rebuild from the calls gives: whatever storage,
/// queues, clocks and kills do meanwhile. Figures: docs/operating/reliability.md.
/// </summary>
public sealed class StormTests(AzuriteFixture azurite) : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("storm-");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Remove();

    [Fact] // C14
    public Task One_instance_on_the_embedded_store() => WeatherAsync(1, TimeSpan.Zero);

    [Fact] // C14
    public Task Two_instances_on_one_embedded_store_whose_clocks_differ() => WeatherAsync(2, TimeSpan.FromMilliseconds(900));

    [Fact] // C14
    public Task Two_instances_on_Azure_Storage_whose_clocks_are_minutes_apart() =>
        WeatherAsync(2, TimeSpan.FromMinutes(4), ("AzureWebJobsStorage", azurite.NewAccount()));

    private async Task WeatherAsync(int instances, TimeSpan skew, params (string, string)[] settings)
    {
        await using var storm = new Storm(FaultBudget.Seed, folder.FullName, instances, skew, settings);
        var clock = Stopwatch.StartNew();
        try
        {
            while (clock.Elapsed < FaultBudget.Storm)
                await storm.StepAsync();
            await storm.SettleAsync(resend: false);
            await EveryClaimedCallCountsOnceAsync(storm);
            await storm.SettleAsync(resend: true);
            await EverythingCountsOnceAsync(storm);
            await RollupsAreWhatARebuildGivesAsync(storm);
        }
        catch (Exception fault)
        {
            throw new InvalidOperationException($"{Figures(storm, clock)} failed.", fault);
        }
        TestContext.Current.TestOutputHelper?.WriteLine(Figures(storm, clock));
    }

    /// <summary>Before anybody sends again: what was acknowledged is there, and the figures are exactly those of the calls that are.</summary>
    private static async Task EveryClaimedCallCountsOnceAsync(Storm storm)
    {
        var index = storm.First.Get<CallIndex>();
        var calls = storm.Sent.SelectMany(batch => batch).ToList();
        var places = await index.FindAllAsync(Project.DefaultId, [.. calls.Select(call => call.request_id)], Cancellation);
        var claimed = calls.Where((_, i) => places[i] is not null).ToList();
        var lost = storm.Acknowledged.Keys.Except(claimed.Select(call => call.request_id)).Order().ToList();
        Assert.True(lost.Count == 0, $"{lost.Count} acknowledged calls are in no figure: {string.Join(", ", lost.Take(10))}");
        Assert.Equal(Expected(claimed), await ReportedAsync(storm));
    }

    private static async Task EverythingCountsOnceAsync(Storm storm)
    {
        var calls = storm.Sent.SelectMany(batch => batch).ToList();
        Assert.Equal(Expected(calls), await ReportedAsync(storm));
        foreach (var call in calls.Where((_, i) => i % 7 == 0))
        {
            var found = await storm.First.Client.AskAsync(HttpMethod.Get, $"/api/v1/calls/{call.request_id}");
            Assert.Equal(call.input_tokens, found.Json["input_tokens"]?.GetValue<int>());
        }
    }

    private static async Task RollupsAreWhatARebuildGivesAsync(Storm storm)
    {
        var before = await DumpAsync(storm);
        var project = (await storm.First.Get<ProjectStore>().FindAsync(Project.DefaultId, Cancellation))!;
        await storm.First.Get<Rebuild>().RunAsync(project, new(2026, 11, 20), new(2026, 11, 24), Cancellation);
        var after = await DumpAsync(storm);
        Assert.NotEmpty(before);
        Assert.Equal(before, after);
    }

    private static (int Calls, decimal Usd) Expected(List<SentCall> calls) =>
        (calls.Count, calls.Sum(call => call.input_tokens * 2.5m / 1_000_000m));

    private static async Task<(int Calls, decimal Usd)> ReportedAsync(Storm storm)
    {
        var report = await storm.First.Client.AskAsync(
            HttpMethod.Get,
            "/api/v1/reports/cost?from=2026-11-20T00:00:00Z&to=2026-11-25T00:00:00Z"
        );
        Assert.True(report.Status == 200, report.Text);
        return (report.Json["n_calls"]!.GetValue<int>(), decimal.Parse(report["total_usd"]!, CultureInfo.InvariantCulture));
    }

    /// <summary>Every row of the rollups, to the byte, but for times and versions.</summary>
    private static async Task<List<string>> DumpAsync(Storm storm)
    {
        var lines = new List<string>();
        foreach (var table in new[] { RollupTables.Rollups, RollupTables.UserSpend, RollupTables.Dimensions })
        await foreach (var row in storm.First.Get<ITables>().ReadAsync(table, RowRange.All, Cancellation))
            if (row.Key != RollupTables.VersionKey)
                lines.Add($"{table} {row.Partition} {row.Key} {string.Join(' ', row.Values.Where(IsContent).Order(ByName).Select(Text))}");
        return lines;

        static bool IsContent(KeyValuePair<string, object> value) => value.Key is not ("of" or "folded_at");
        static string Text(KeyValuePair<string, object> value) =>
            $"{value.Key}={(value.Value is byte[] bytes ? Convert.ToHexString(bytes) : value.Value)}";
    }

    private static IComparer<KeyValuePair<string, object>> ByName { get; } =
        Comparer<KeyValuePair<string, object>>.Create((one, other) => string.CompareOrdinal(one.Key, other.Key));

    private static string Figures(Storm storm, Stopwatch clock) =>
        $"Seed {FaultBudget.Seed}, {storm.Steps} steps in {clock.Elapsed.TotalSeconds:f0} s: {storm.Sent.Sum(batch => batch.Length)} calls sent, "
        + $"{storm.AcknowledgedInTheStorm ?? storm.Acknowledged.Count} acknowledged, {storm.Kills} kills, {storm.Outages} outages, {storm.Faults} storage faults, "
        + $"{storm.Post.Duplicated} messages duplicated, {storm.Post.Delayed} delayed";
}
