using LlmMonitor.Core.Canaries;
using LlmMonitor.Core.GoldenSets;
using LlmMonitor.Core.Judge;
using LlmMonitor.Core.Probes;
using LlmMonitor.Functions.OpenAI;

namespace LlmMonitor.Functions.Probes;

/// <summary>What asking and judging need in the app's container: the models that are set up, and the settings.</summary>
public static class ProbesSetup
{
    public static IServiceCollection AddProbes(this IServiceCollection services)
    {
        services.AddSingleton<ChatClients>(provider => provider.GetRequiredService<ModelClients>().Chat);
        Bind<ProbeOptions>(services, ProbeOptions.Section);
        Bind<JudgeOptions>(services, JudgeOptions.Section);
        Bind<CanaryOptions>(services, CanaryOptions.Section);
        Bind<GoldenOptions>(services, GoldenOptions.Section);
        return services;
    }

    private static void Bind<T>(IServiceCollection services, string section)
        where T : class => services.AddOptions<T>().BindConfiguration(section).ValidateDataAnnotations().ValidateOnStart();
}
