using LlmMonitor.Core.Sessions;

namespace LlmMonitor.Functions.Sessions;

/// <summary>What sessions need in the app's container.</summary>
public static class SessionsSetup
{
    public static IServiceCollection AddSessions(this IServiceCollection services, IConfiguration configuration)
    {
        services
            .AddOptions<SessionsOptions>()
            .Bind(configuration.GetSection(SessionsOptions.Section))
            .ValidateDataAnnotations()
            .ValidateOnStart();
        return services;
    }
}
