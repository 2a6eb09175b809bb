using LlmMonitor.Contracts;
using LlmMonitor.Core.Storage;
using LlmMonitor.Functions.Storage;
using LlmMonitor.Functions.Tests.Storage;

namespace LlmMonitor.Functions.Tests.Cost.Budgets;

public sealed class AzureBudgetGateTests(AzuriteFixture azurite) : BudgetGateContract
{
    protected override ITables Tables { get; } = new AzureTables(azurite.Storage().Tables);
}
