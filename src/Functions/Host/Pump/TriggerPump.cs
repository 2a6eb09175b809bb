namespace LlmMonitor.Functions.Host.Pump;

/// <summary>
/// Stands in for the Functions host where the app runs without it: reads the same function.json files and pulls the queue and timer triggers.
/// Each function has a loop of its own, so that a broken one silences no other.
/// </summary>
public sealed class TriggerPump(
    FunctionFolder folder,
    FunctionCatalogue catalogue,
    IServiceProvider services,
    TimeProvider time,
    ILogger<TriggerPump> log
) : BackgroundService
{
    /// <summary>How long a trigger waits after its storage stumbled.</summary>
    public static TimeSpan AfterFault { get; } = TimeSpan.FromSeconds(2);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var (functions, faults) = FunctionJson.ReadAll(folder);
        foreach (var fault in faults)
            log.LogError("{Fault} The function does not run.", fault);
        foreach (var name in catalogue.Names.Except(functions.Select(function => function.Name), StringComparer.OrdinalIgnoreCase))
            log.LogError(
                "{Function} has no {Function}/function.json that can be read in {Folder}: it runs only when asked.",
                name,
                name,
                folder.Path
            );
        await Task.WhenAll(functions.Select(function => PumpAsync(function, stoppingToken)));
    }

    private Task PumpAsync(FunctionJson function, CancellationToken stopping) =>
        function.Trigger.Type switch
        {
            FunctionBinding.Queue => PumpQueueAsync(function, stopping),
            FunctionBinding.Timer => TurnsAsync(function, Make<TimerTrigger>(function).TurnAsync, stopping),
            _ => Task.CompletedTask,
        };

    private async Task PumpQueueAsync(FunctionJson function, CancellationToken stopping)
    {
        using var trigger = Make<QueueTrigger>(function);
        await TurnsAsync(function, trigger.TurnAsync, stopping);
        await trigger.DrainAsync();
    }

    private async Task TurnsAsync(FunctionJson function, Func<CancellationToken, Task<TimeSpan>> turn, CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await Task.Delay(await turn(stopping), time, stopping);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }
#pragma warning disable CA1031 // A storage that stumbles: say so and try again.
            catch (Exception fault)
#pragma warning restore CA1031
            {
                log.LogError(fault, "The trigger of {Function} failed; it is tried again.", function.Name);
                await Task.Delay(AfterFault, time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private T Make<T>(FunctionJson function) => ActivatorUtilities.CreateInstance<T>(services, function);
}
