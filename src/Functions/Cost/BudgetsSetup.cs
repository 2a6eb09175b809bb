using LlmMonitor.Core.Cost.Budgets;
using LlmMonitor.Core.Cost.Budgets.Gate;

namespace LlmMonitor.Functions.Cost;

/// <summary>What budgets need in the app's container.</summary>
public static class BudgetsSetup
{
    public static IServiceCollection AddBudgets(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSingleton<BudgetStore>().AddSingleton<BudgetReader>();
        services.AddSingleton<LedgerBook>().AddSingleton<SettledReader>().AddSingleton<Settlement>().AddSingleton<BudgetGate>();
        services
            .AddOptions<BudgetOptions>()
            .Bind(configuration.GetSection(BudgetOptions.Section))
            .ValidateDataAnnotations()
            .ValidateOnStart();
        return services;
    }
}
