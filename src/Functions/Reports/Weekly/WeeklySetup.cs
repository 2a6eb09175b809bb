using LlmMonitor.Core.Reports.Weekly;

namespace LlmMonitor.Functions.Reports.Weekly;

/// <summary>What the weekly review needs in the app's container.</summary>
internal static class WeeklySetup
{
    public static IServiceCollection AddWeekly(this IServiceCollection services, IConfiguration configuration)
    {
        services
            .AddOptions<WeeklyOptions>()
            .Bind(configuration.GetSection(WeeklyOptions.Section))
            .ValidateDataAnnotations()
            .ValidateOnStart();
        return services.AddSingleton<WeeklyLetter>().AddSingleton<WeeklyMailer>().AddSingleton<WeeklyGolden>();
    }
}
