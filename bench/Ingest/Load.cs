using System.Diagnostics;

namespace LlmMonitor.Ingest;

/// <summary>Callers that send as fast as they are answered, until time or the number of calls is up.</summary>
internal sealed class Load(App app, Bodies bodies, int callers)
{
    private long requests;
    private long acknowledged;

    /// <summary>Calls acknowledged so far.</summary>
    public long Acknowledged => Interlocked.Read(ref acknowledged) * bodies.CallsEach;

    /// <summary>Sends for a while, all calls stamped now.</summary>
    /// <returns>Calls a second that were acknowledged.</returns>
    public async Task<double> ForAsync(TimeSpan time)
    {
        var before = Acknowledged;
        var clock = Stopwatch.StartNew();
        await Task.WhenAll(
            Enumerable
                .Range(0, callers)
                .Select(_ =>
                    Task.Run(async () =>
                    {
                        while (clock.Elapsed < time)
                            await SendAsync(bodies.Of(Interlocked.Increment(ref requests), TimeProvider.System.GetUtcNow()));
                    })
                )
        );
        return (Acknowledged - before) / clock.Elapsed.TotalSeconds;
    }

    /// <summary>Sends so many calls, in order, spread evenly over a span of time.</summary>
    public async Task<double> FillAsync(long calls, DateTimeOffset from, TimeSpan span)
    {
        var (before, first, spacing) = (Acknowledged, Interlocked.Read(ref requests), span / calls);
        var clock = Stopwatch.StartNew();
        await Task.WhenAll(
            Enumerable
                .Range(0, callers)
                .Select(_ =>
                    Task.Run(async () =>
                    {
                        for (long n; (n = Interlocked.Increment(ref requests)) - first <= calls / bodies.CallsEach; )
                            await SendAsync(bodies.Of(n, from + (n - first - 1) * bodies.CallsEach * spacing, spacing));
                    })
                )
        );
        return (Acknowledged - before) / clock.Elapsed.TotalSeconds;
    }

    private async Task SendAsync(byte[] body)
    {
        await app.PostAsync(body);
        Interlocked.Increment(ref acknowledged);
    }
}
