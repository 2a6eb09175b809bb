using LlmMonitor.Replay;
using Stopwatch = System.Diagnostics.Stopwatch;

// Sends a recorded stream of calls to a running app, and checks what the app makes of it. Any number of runs of the same file come to the same totals.
ReplayOptions options;
Trace trace;
try
{
    options = ReplayOptions.Parse(args, DateOnly.FromDateTime(TimeProvider.System.GetUtcNow().UtcDateTime));
    trace = Trace.Read(options.Csv, options.Day);
}
catch (Exception fault) when (fault is FormatException or IOException)
{
    Console.Error.WriteLine($"{fault.Message}\n{ReplayOptions.Usage}");
    return 2;
}

using var client = new MonitorClient(options.Url, options.Key);
var receipt = await SendAsync();
if (options.ExpectUsd is null && options.ExpectCalls is null)
    return receipt.Rejected == 0 ? 0 : 1;
return await IsAsExpectedAsync() && receipt.Rejected == 0 ? 0 : 1;

async Task<Receipt> SendAsync()
{
    using var batches = new Batches(trace, options);
    var clock = Stopwatch.StartNew();
    var sum = new Receipt();
    var adding = new Lock();
    await Task.WhenAll(Enumerable.Range(0, options.Concurrency).Select(_ => Task.Run(SendSomeAsync)));
    Console.WriteLine(
        $"{trace.Name}: {sum.Accepted} accepted, {sum.Duplicates} duplicates, {sum.Rejected} rejected, {client.Retries} retries, "
            + $"{(sum.Accepted + sum.Duplicates) / clock.Elapsed.TotalSeconds:F0} calls/s"
    );
    return sum;

    async Task SendSomeAsync()
    {
        while (batches.TryTake(out var batch))
        {
            // A batch is due when its last call was made.
            if (
                options.Speed is { } speed
                && (batch[^1].Timestamp - trace.Calls[0].Timestamp) / speed - clock.Elapsed is { Ticks: > 0 } early
            )
                await Task.Delay(early, TimeProvider.System);
            var one = await client.PostAsync(trace.BodyOf(batch, options.Model), CancellationToken.None);
            batches.Acknowledged(batch);
            lock (adding)
                sum = sum.Plus(one);
        }
    }
}

async Task<bool> IsAsExpectedAsync()
{
    var clock = Stopwatch.StartNew();
    while (true)
    {
        var seen = await client.CostAsync(options.Day, trace.Name, CancellationToken.None);
        if (seen is { } cost && cost.Usd == (options.ExpectUsd ?? cost.Usd) && cost.Calls == (options.ExpectCalls ?? cost.Calls))
        {
            Console.WriteLine(
                $"{trace.Name}: ${cost.Usd} and {cost.Calls} calls on {options.Day:yyyy-MM-dd}, as expected, after {clock.Elapsed.TotalSeconds:F1} s"
            );
            return true;
        }
        if (clock.Elapsed > options.Wait)
        {
            Console.Error.WriteLine(
                $"{trace.Name}: ${seen?.Usd} and {seen?.Calls} calls after {options.Wait.TotalSeconds} s, expected ${options.ExpectUsd} and {options.ExpectCalls}"
            );
            return false;
        }
        await Task.Delay(TimeSpan.FromMilliseconds(500), TimeProvider.System);
    }
}
