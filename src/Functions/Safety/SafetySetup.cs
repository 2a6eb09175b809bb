using LlmMonitor.Core.Safety.Gate;
using LlmMonitor.Core.Safety.Gate.Patterns;
using LlmMonitor.Core.Safety.Reviews;
using LlmMonitor.Functions.Safety.Reviews;

namespace LlmMonitor.Functions.Safety;

/// <summary>What the safety gate needs in the app's container.</summary>
public static class SafetySetup
{
    public static IServiceCollection AddSafety(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<PatternStore>().AddSingleton<PatternBook>();
        services.AddSingleton<GateHitStore>().AddSingleton<GateCounts>().AddSingleton<StreamTails>().AddSingleton<SafetyGate>();
        services.AddHostedService<WarmGate>();
        services.AddSingleton<ReviewStore>().AddSingleton<ReviewDesk>().AddSingleton<GateReviews>().AddSingleton<ReviewWatch>();
        services.AddSingleton<GoldenFromReview>();
        services
            .AddOptions<ReviewOptions>()
            .Bind(configuration.GetSection(ReviewOptions.Section))
            .ValidateDataAnnotations()
            .ValidateOnStart();
        services.AddOptions<GateOptions>().Bind(configuration.GetSection(GateOptions.Section)).ValidateDataAnnotations().ValidateOnStart();
        return services;
    }

    /// <summary>Makes the patterns ready before the port opens, so that no caller waits for it.</summary>
    private sealed class WarmGate : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken)
        {
            GateWarmUp.Run();
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
