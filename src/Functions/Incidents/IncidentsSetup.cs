using LlmMonitor.Core.Incidents;
using LlmMonitor.Functions.Incidents.Letters;

namespace LlmMonitor.Functions.Incidents;

/// <summary>What incidents need in the app's container.</summary>
public static class IncidentsSetup
{
    public static IServiceCollection AddIncidents(this IServiceCollection services, IConfiguration configuration)
    {
        services
            .AddSingleton<IncidentReader>()
            .AddSingleton<IncidentLetter>()
            .AddSingleton<IncidentMailer>()
            .AddSingleton<FollowUp>()
            .AddSingleton<CheckFollowUp>();
        services
            .AddOptions<IncidentOptions>()
            .Bind(configuration.GetSection(IncidentOptions.Section))
            .ValidateDataAnnotations()
            .ValidateOnStart();
        return services;
    }
}
