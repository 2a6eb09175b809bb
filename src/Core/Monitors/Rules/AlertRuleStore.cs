using System.Text.Json;
using LlmMonitor.Core.Storage;

namespace LlmMonitor.Core.Monitors;

/// <summary>Keeps a project's alert rules: one row each, in the partition of their project.</summary>
public sealed class AlertRuleStore(ITables tables)
{
    public const string Table = "alertrules";

    /// <summary>Each is looked at each minute.</summary>
    public const int MostRules = 100;

    /// <summary>By name. A rule that this version cannot read is left out.</summary>
    public async Task<IReadOnlyList<AlertRule>> ListAsync(string projectId, CancellationToken cancellation)
    {
        var rules = new List<AlertRule>();
        await foreach (var row in tables.ReadAsync(Table, RowRange.In(projectId), cancellation))
            if (AlertRuleText.Read(row.Key, JsonElement.Parse(row.Text("rule")!)).Rule is { } rule)
                rules.Add(rule);
        return rules;
    }

    /// <returns>False where the project has <see cref="MostRules"/> others; nothing was written.</returns>
    public async Task<bool> PutAsync(string projectId, AlertRule rule, CancellationToken cancellation)
    {
        if ((await ListAsync(projectId, cancellation)).Count(other => other.Name != rule.Name) >= MostRules)
            return false;
        var values = new Dictionary<string, object>(StringComparer.Ordinal) { ["rule"] = AlertRuleText.Write(rule).ToJsonString() };
        await tables.CommitAsync(Table, [RowChange.Put(new Row(projectId, rule.Name, values))], cancellation);
        return true;
    }

    /// <returns>Whether there was one.</returns>
    public async Task<bool> DeleteAsync(string projectId, string name, CancellationToken cancellation)
    {
        if ((await ListAsync(projectId, cancellation)).All(rule => rule.Name != name))
            return false;
        await tables.CommitAsync(Table, [RowChange.Delete(projectId, name)], cancellation);
        return true;
    }
}
