using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using LlmMonitor.Functions.Tests.Apps;
using LlmMonitor.Functions.Tests.Host;
using LlmMonitor.Functions.Tests.Host.Child;
using Xunit;

namespace LlmMonitor.Functions.Tests.Stories;

/// <summary>The process dies while callers write. What it had acknowledged is there; what callers then send again counts once.</summary>
public sealed class KilledInTheMiddleTests : IDisposable
{
    private const int Callers = 4;
    private const int CallsPerBatch = 20;
    private const int BatchesBeforeTheKill = 60;

    private readonly DirectoryInfo data = Directory.CreateTempSubdirectory("killed-");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => data.Delete(recursive: true);

    [Fact] // C14, W1
    public async Task Nothing_acknowledged_is_lost_and_nothing_counts_twice()
    {
        var sent = new ConcurrentQueue<Call[]>();
        var acknowledged = new ConcurrentQueue<Call>();
        await using (var app = Start())
        {
            using var client = await app.ClientAsync(TestApp.AdminKey);
            var enough = new TaskCompletionSource();
            var batches = 0;
            var callers = Enumerable.Range(0, Callers).Select(caller => Task.Run(() => SendUntilRefusedAsync(client, caller))).ToList();
            await Task.WhenAny(enough.Task, Task.WhenAll(callers));
            await app.KillAsync(); // with requests under way
            await Task.WhenAll(callers);
            Assert.InRange(batches, BatchesBeforeTheKill, int.MaxValue);

            async Task SendUntilRefusedAsync(HttpClient client, int caller)
            {
                for (var number = 0; ; number++)
                {
                    var batch = Enumerable
                        .Range(0, CallsPerBatch)
                        .Select(i => new Call($"c{caller}-{number}-{i}", "gpt-4o", 100 + caller + number * 7 + i))
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
            var report = await client.AskAsync(
                HttpMethod.Get,
                $"/api/v1/reports/cost?from={TimeProvider.System.GetUtcNow().AddHours(-1):O}".Replace("+", "%2B")
            );
            var (n, usd) = (report.Json["n_calls"]!.GetValue<int>(), decimal.Parse(report["total_usd"]!, CultureInfo.InvariantCulture));
            Assert.True(n <= calls && usd <= total, $"{n} calls of {calls}, {usd} of {total}: something counts twice");
            if (n == calls && usd == total)
                return;
            Assert.True(clock.Elapsed < TimeSpan.FromSeconds(40), $"{n} calls of {calls} after {clock.Elapsed}");
            await Task.Delay(200, Cancellation);
        }
    }

    /// <summary>As it is sent.</summary>
    private sealed record Call(string request_id, string model, int input_tokens);
}
