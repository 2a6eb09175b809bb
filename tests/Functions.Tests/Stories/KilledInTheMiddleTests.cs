using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using LlmMonitor.Functions.Tests.Apps;
using LlmMonitor.Functions.Tests.Faults;
using LlmMonitor.Functions.Tests.Host;
using LlmMonitor.Functions.Tests.Host.Child;
using LlmMonitor.Functions.Tests.Projects;
using Xunit;

namespace LlmMonitor.Functions.Tests.Stories;

/// <summary>
/// The process dies while callers write, again and again. What it had acknowledged is there; what callers then send again counts once; a rebuild agrees.
/// </summary>
public sealed class KilledInTheMiddleTests : IDisposable
{
    private const int Callers = 4;
    private const int CallsPerBatch = 20;
    private const int BatchesBeforeTheKill = 60;
    private const int FewestKills = 3;

    private readonly DirectoryInfo data = Directory.CreateTempSubdirectory("killed-");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => data.Delete(recursive: true);

    [Fact] // C14, W1
    public async Task Nothing_acknowledged_is_lost_and_nothing_counts_twice()
    {
        var dice = new Random(FaultBudget.Seed);
        var sent = new ConcurrentQueue<Call[]>();
        var acknowledged = new ConcurrentQueue<Call>();
        var clock = Stopwatch.StartNew();
        var kills = 0;
        do
        {
            // The first time under a load that is surely there, then at any moment.
            var moment = TimeSpan.FromMilliseconds(dice.Next(3000));
            await KillUnderLoadAsync(++kills, kills == 1 ? null : moment, sent, acknowledged);
        } while (clock.Elapsed < FaultBudget.Storm || kills < FewestKills);

        await using var again = Start();
        using var after = await again.ClientAsync(TestApp.AdminKey);
        foreach (var call in acknowledged)
            Assert.Equal(
                call.input_tokens,
                (await after.AskAsync(HttpMethod.Get, $"/api/v1/calls/{call.request_id}")).Json["input_tokens"]!.GetValue<int>()
            );
        foreach (var batch in sent)
            Assert.True(await IsAcknowledgedAsync(after, batch));

        var all = sent.SelectMany(batch => batch).ToList();
        var total = all.Sum(call => call.input_tokens * 2.5m / 1_000_000m);
        await HoldsAsync(after, all.Count, total);
        foreach (var batch in sent)
            Assert.True(await IsAcknowledgedAsync(after, batch));
        await HoldsAsync(after, all.Count, total);
        var hours = (await ReportAsync(after)).Json["by_hour"]!.ToJsonString();
        await RebuildAsync(after);
        await HoldsAsync(after, all.Count, total);
        Assert.Equal(hours, (await ReportAsync(after)).Json["by_hour"]!.ToJsonString());
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"Seed {FaultBudget.Seed}: {kills} kills in {clock.Elapsed.TotalSeconds:f0} s, {all.Count} calls sent, {acknowledged.Count} acknowledged"
        );
    }

    /// <param name="moment">How long after it listens; null is as soon as enough was acknowledged.</param>
    private async Task KillUnderLoadAsync(int kill, TimeSpan? moment, ConcurrentQueue<Call[]> sent, ConcurrentQueue<Call> acknowledged)
    {
        await using var app = Start();
        using var client = await app.ClientAsync(TestApp.AdminKey);
        var enough = new TaskCompletionSource();
        var batches = 0;
        var callers = Enumerable.Range(0, Callers).Select(caller => Task.Run(() => SendUntilRefusedAsync(caller))).ToList();
        await Task.WhenAny(moment is { } after ? Task.Delay(after, Cancellation) : enough.Task, Task.WhenAll(callers));
        await app.KillAsync(); // with requests under way
        await Task.WhenAll(callers);
        if (moment is null)
            Assert.InRange(batches, BatchesBeforeTheKill, int.MaxValue);

        async Task SendUntilRefusedAsync(int caller)
        {
            for (var number = 0; ; number++)
            {
                var batch = Enumerable
                    .Range(0, CallsPerBatch)
                    .Select(i => new Call($"k{kill}-c{caller}-{number}-{i}", "gpt-4o", 100 + caller + number * 7 + i))
                    .ToArray();
                sent.Enqueue(batch);
                if (!await IsAcknowledgedAsync(client, batch))
                    return;
                foreach (var call in batch)
                    acknowledged.Enqueue(call);
                if (Interlocked.Increment(ref batches) == BatchesBeforeTheKill)
                    enough.SetResult();
            }
        }
    }

    private ChildApp Start() =>
        ChildApp.Start(
            new Dictionary<string, string> { ["LlmMonitor__AdminKey"] = TestApp.AdminKey, ["LlmMonitor__DataFolder"] = data.FullName },
            "--urls",
            "http://127.0.0.1:0"
        );

    private static async Task<bool> IsAcknowledgedAsync(HttpClient client, Call[] batch)
    {
        try
        {
            using var answer = await client.PostAsJsonAsync("/api/v1/calls", batch, Cancellation);
            return answer.StatusCode == HttpStatusCode.Accepted;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private static async Task HoldsAsync(HttpClient client, int calls, decimal total)
    {
        var clock = Stopwatch.StartNew();
        while (true)
        {
            var report = await ReportAsync(client);
            var (n, usd) = (report.Json["n_calls"]!.GetValue<int>(), decimal.Parse(report["total_usd"]!, CultureInfo.InvariantCulture));
            Assert.True(n <= calls && usd <= total, $"{n} calls of {calls}, {usd} of {total}: something counts twice");
            if (n == calls && usd == total)
                return;
            Assert.True(clock.Elapsed < TimeSpan.FromSeconds(40), $"{n} calls of {calls} after {clock.Elapsed}");
            await Task.Delay(200, Cancellation);
        }
    }

    private static Task<Answer> ReportAsync(HttpClient client) =>
        client.AskAsync(HttpMethod.Get, $"/api/v1/reports/cost?from={TimeProvider.System.GetUtcNow().AddHours(-1):O}".Replace("+", "%2B"));

    private static async Task RebuildAsync(HttpClient client)
    {
        var today = DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime);
        var started = await client.AskAsync(HttpMethod.Post, "/api/v1/rollups/rebuild", new { from = today.AddDays(-1), to = today });
        Assert.True(started.Status == 202, started.Text);
        while (
            (await client.AskAsync(HttpMethod.Get, $"/api/v1/operations/{started["operation_id"]}"))["state"] is var state and not "done"
        )
        {
            Assert.NotEqual("failed", state);
            await Task.Delay(200, Cancellation);
        }
    }

    /// <summary>As it is sent.</summary>
    private sealed record Call(string request_id, string model, int input_tokens);
}
