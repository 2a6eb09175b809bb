using System.Diagnostics;
using LlmMonitor.Core.Telemetry;

namespace LlmMonitor.Functions.Host;

/// <summary>Hears how a run of a timer ended.</summary>
public delegate Task TimerEnded(string timer, bool succeeded);

/// <summary>The one way by which a function is run, whoever called: the Functions host, the trigger pump, or a person at the admin route.</summary>
/// <param name="timerEnded">Told of each run of a timer; nobody needs to listen.</param>
public sealed class FunctionRunner(
    FunctionCatalogue catalogue,
    IServiceScopeFactory scopes,
    TimeProvider time,
    ILogger<FunctionRunner> log,
    TimerEnded? timerEnded = null
)
{
    /// <summary>
    /// The longest run. Well below functionTimeout in host.json (5 minutes), for passing that kills the whole process with every call in flight.
    /// </summary>
    public static TimeSpan Bound { get; } = TimeSpan.FromMinutes(4);

    /// <summary>Runs the function, at most for <see cref="Bound"/>: then it is cancelled, and given up where it does not listen.</summary>
    /// <returns>Whether it succeeded; a failure has been logged.</returns>
    /// <exception cref="OperationCanceledException">The caller cancelled.</exception>
    public async Task<bool> RunAsync(Invocation invocation, CancellationToken cancellation = default)
    {
        // A message brings its own trace along (WorkQueue); a timer begins one.
        using var trace = invocation.Text is null ? Traces.Start($"run {invocation.FunctionName}", ActivityKind.Internal, null) : null;
        var started = time.GetTimestamp();
        var succeeded = await RunBoundedAsync(invocation, cancellation);
        trace?.SetStatus(succeeded ? ActivityStatusCode.Ok : ActivityStatusCode.Error);
        Metrics.FunctionRan(invocation.FunctionName, succeeded, time.GetElapsedTime(started));
        if (invocation.Text is null && timerEnded is not null)
            await TellAsync(timerEnded, invocation.FunctionName, succeeded);
        return succeeded;
    }

    private async Task TellAsync(TimerEnded ended, string timer, bool succeeded)
    {
        try
        {
            await ended(timer, succeeded);
        }
#pragma warning disable CA1031 // What a run came to does not depend on whether it could be noted.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            log.LogWarning(fault, "How {Function} ended could not be noted.", timer);
        }
    }

    private async Task<bool> RunBoundedAsync(Invocation invocation, CancellationToken cancellation)
    {
        using var bound = new CancellationTokenSource(Bound, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(bound.Token, cancellation);
        try
        {
            // On the pool, so that a function that blocks before its first await is bounded too.
            await Task.Run(() => RunInScopeAsync(invocation, either.Token), either.Token).WaitAsync(either.Token);
            return true;
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            throw;
        }
        catch (OperationCanceledException) when (bound.IsCancellationRequested)
        {
            log.LogError("{Function} ran longer than {Minutes} minutes and was cancelled.", invocation.FunctionName, Bound.TotalMinutes);
        }
#pragma warning disable CA1031 // Whatever a function throws, its trigger wants an answer and the others go on.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            log.LogError(fault, "{Function} failed at try {Try}.", invocation.FunctionName, invocation.DequeueCount);
        }
        return false;
    }

    private async Task RunInScopeAsync(Invocation invocation, CancellationToken cancellation)
    {
        var entry =
            catalogue.Find(invocation.FunctionName)
            ?? throw new InvalidOperationException(
                $"No code stands behind function {invocation.FunctionName}: add its AddFunction line to Program.cs or remove its function.json."
            );
        await using var scope = scopes.CreateAsyncScope();
        var function = (IFunction)scope.ServiceProvider.GetRequiredService(entry.Type);
        await function.RunAsync(invocation, cancellation);
    }
}
