using LlmMonitor.Core.SelfMonitoring;
using LlmMonitor.Functions.Host;
using LlmMonitor.Functions.Host.Pump;

namespace LlmMonitor.Functions.SelfMonitoring;

/// <summary>What watching ourselves needs in the app's container.</summary>
internal static class SelfMonitoringSetup
{
    public static IServiceCollection AddSelfMonitoring(this IServiceCollection services)
    {
        services.AddOptions<SelfOptions>().BindConfiguration(SelfOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton(provider => TriggersOf(provider.GetRequiredService<FunctionFolder>()));
        services.AddSingleton<TimerOutcomes>().AddSingleton<SelfRun>().AddSingleton<Readiness>();
        services.AddSingleton<TimerEnded>(provider =>
        {
            var (outcomes, time) = (provider.GetRequiredService<TimerOutcomes>(), provider.GetRequiredService<TimeProvider>());
            return (timer, succeeded) => outcomes.EndedAsync(timer, succeeded, time.GetUtcNow());
        });
        return services;
    }

    /// <summary>As they are published, which is how the Functions host or the pump pulls them.</summary>
    private static WatchedTriggers TriggersOf(FunctionFolder folder)
    {
        var functions = FunctionJson.ReadAll(folder).Functions;
        return new(
            [
                .. from function in functions
                where function.Trigger.Type == FunctionBinding.Timer
                select ScheduleOf(function.Name, function.Trigger.Schedule!),
            ],
            [.. from function in functions where function.Trigger.Type == FunctionBinding.Queue select function.Trigger.QueueName]
        );
    }

    private static TimerSchedule ScheduleOf(string name, string expression)
    {
        var schedule = FunctionJson.Schedule(expression)!;
        return new(name, (after, to) => schedule.GetNextOccurrences(after.UtcDateTime, to.UtcDateTime.AddTicks(1)).Count());
    }
}
