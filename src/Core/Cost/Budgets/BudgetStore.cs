using System.Collections.Concurrent;
using LlmMonitor.Core.Money;
using LlmMonitor.Core.Projects;
using LlmMonitor.Core.Storage;
using Microsoft.Extensions.Options;

namespace LlmMonitor.Core.Cost.Budgets;

/// <summary>Keeps the budgets, one row each in its project's partition. A default budget holds until a row of its name replaces or removes it.</summary>
public sealed class BudgetStore(ITables tables, TimeProvider time, IOptions<BudgetOptions> options)
{
    public const string Table = "budgets";
    public const string DefaultUserName = "default-user-hour";
    public const string DefaultFeatureName = "default-feature-day";

    /// <summary>So that a reservation and all that it touches fit one commit.</summary>
    public const int MostBudgets = 50;

    private readonly BriefCache<IReadOnlyList<Budget>> _cache = new(time, TimeSpan.FromSeconds(5), most: 10_000);
    private readonly ConcurrentDictionary<string, IReadOnlyList<Budget>> _lastSeen = new(StringComparer.Ordinal);

    /// <summary>The budgets of a project by name, defaults included.</summary>
    public async Task<IReadOnlyList<Budget>> ListAsync(string projectId, CancellationToken cancellation = default)
    {
        var budgets = new SortedDictionary<string, Budget>(
            Defaults().ToDictionary(budget => budget.Name, StringComparer.Ordinal),
            StringComparer.Ordinal
        );
        await foreach (var row in tables.ReadAsync(Table, RowRange.In(projectId), cancellation))
            if (row.Text("budget") is { } json)
                budgets[row.Key] = SettingsJson.Read<Budget>(json);
            else
                budgets.Remove(row.Key);
        return [.. budgets.Values];
    }

    /// <summary>The same, up to five seconds old.</summary>
    public async Task<IReadOnlyList<Budget>> RecentAsync(string projectId) =>
        (await _cache.GetAsync(projectId, async () => _lastSeen[projectId] = await ListAsync(projectId)))!;

    /// <summary>What <see cref="RecentAsync"/> last answered here, however old, for when storage is away; null where nothing was read yet.</summary>
    public IReadOnlyList<Budget>? LastSeen(string projectId) => _lastSeen.GetValueOrDefault(projectId);

    /// <param name="budget">Checked by <see cref="BudgetRules.Check"/> before.</param>
    /// <returns>False where the project has <see cref="MostBudgets"/> others.</returns>
    public async Task<bool> PutAsync(string projectId, Budget budget, CancellationToken cancellation)
    {
        var others = (await ListAsync(projectId, cancellation)).Count(other => other.Name != budget.Name);
        if (others >= MostBudgets)
            return false;
        await WriteAsync(projectId, budget.Name, SettingsJson.Write(budget), cancellation);
        return true;
    }

    /// <returns>False where there was none.</returns>
    public async Task<bool> DeleteAsync(string projectId, string name, CancellationToken cancellation)
    {
        if ((await ListAsync(projectId, cancellation)).All(budget => budget.Name != name))
            return false;
        await WriteAsync(projectId, name, null, cancellation);
        return true;
    }

    private async Task WriteAsync(string projectId, string name, string? json, CancellationToken cancellation)
    {
        // A row without a budget keeps a default one away.
        var values = json is null ? Row.NoValues : new Dictionary<string, object>(StringComparer.Ordinal) { ["budget"] = json };
        await tables.CommitAsync(Table, [RowChange.Put(new Row(projectId, name, values))], cancellation);
        _cache.Forget(projectId);
    }

    private IEnumerable<Budget> Defaults()
    {
        if (options.Value.DefaultUserUsdPerHour is { } user)
            yield return new Budget(DefaultUserName, BudgetScope.User, Budget.Each, PicoUsd.FromUsd(user), BudgetWindow.Hour);
        if (options.Value.DefaultFeatureUsdPerDay is { } feature)
            yield return new Budget(DefaultFeatureName, BudgetScope.Feature, Budget.Each, PicoUsd.FromUsd(feature), BudgetWindow.Day);
    }
}
