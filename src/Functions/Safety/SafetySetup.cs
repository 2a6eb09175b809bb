using LlmMonitor.Core.Safety.Gate;
using LlmMonitor.Core.Safety.Gate.Patterns;
using LlmMonitor.Core.Safety.Judging;
using LlmMonitor.Core.Safety.Rates;
using LlmMonitor.Core.Safety.Reviews;
using LlmMonitor.Core.Safety.Sampling;
using LlmMonitor.Functions.Safety.Reviews;

namespace LlmMonitor.Functions.Safety;

/// <summary>What the safety gate needs in the app's container.</summary>
public static class SafetySetup
{
    public static IServiceCollection AddSafety(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<PatternStore>().AddSingleton<PatternBook>();
        services.AddSingleton<GateHitStore>().AddSingleton<GateCounts>().AddSingleton<StreamTails>().AddSingleton<SafetyGate>();
        var warm = Task.Run(GateWarmUp.Run);
        services.AddHostedService(_ => new WarmGate(warm));
        services.AddSingleton<ReviewStore>().AddSingleton<ReviewDesk>().AddSingleton<GateReviews>().AddSingleton<ReviewWatch>();
        services.AddSingleton<GoldenFromReview>();
        Bind<GateOptions>(services, configuration, GateOptions.Section);
        Bind<ReviewOptions>(services, configuration, ReviewOptions.Section);
        Bind<SamplingOptions>(services, configuration, SamplingOptions.Section);
        Bind<SafetyJudgingOptions>(services, configuration, SafetyJudgingOptions.Section);
        Bind<SafetyRateOptions>(services, configuration, SafetyRateOptions.Section);
        return services;
    }

    private static void Bind<T>(IServiceCollection services, IConfiguration configuration, string section)
        where T : class => services.AddOptions<T>().Bind(configuration.GetSection(section)).ValidateDataAnnotations().ValidateOnStart();

    /// <summary>Makes the patterns ready beside all else that starts, and before the port opens, so that no caller waits for it.</summary>
    private sealed class WarmGate(Task warm) : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken) => warm.WaitAsync(cancellationToken);

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
