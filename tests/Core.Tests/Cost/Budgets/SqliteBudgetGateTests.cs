using LlmMonitor.Contracts;
using LlmMonitor.Core.Storage;
using LlmMonitor.Core.Tests.Storage;

namespace LlmMonitor.Core.Tests.Cost.Budgets;

public sealed class SqliteBudgetGateTests : BudgetGateContract, IDisposable
{
    private readonly SqliteFile file = new();

    protected override ITables Tables => new SqliteTables(file.Database);

    public void Dispose() => file.Dispose();
}
