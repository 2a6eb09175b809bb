using LlmMonitor.Core.Money;
using LlmMonitor.Core.Projects;
using LlmMonitor.Core.Rollups;

namespace LlmMonitor.Core.Cost.Budgets;

/// <summary>What a budget may be, whom it limits, and which minutes its window holds.</summary>
public static class BudgetRules
{
    public const string WholeProject = "project";
    public const int NameCharacters = 64;
    public const int MatchCharacters = 256;
    public const int MostLevels = 10;

    /// <summary>Every fault; empty where the budget is good.</summary>
    public static IReadOnlyList<SettingsFault> Check(Budget budget)
    {
        var faults = new List<SettingsFault>();
        Ask(IsName(budget.Name), "name", $"must be 1 to {NameCharacters} of the characters A–Z a–z 0–9 . _ : @ -");
        Ask(budget.Limit >= PicoUsd.Zero, "limit_usd", "must not be negative; 0 blocks all");
        Ask(budget.Limit <= PicoUsd.FromUsd(SettingsRules.MostBudgetUsd), "limit_usd", $"must be at most {SettingsRules.MostBudgetUsd:0}");
        Ask(budget.Match.Length is > 0 and <= MatchCharacters, "match", $"must have 1 to {MatchCharacters} characters");
        Ask(budget.Scope != BudgetScope.Project || budget.Match == Budget.Each, "match", "must be * where the scope is the project");
        Ask(budget.WarnAt.Count <= MostLevels, "warn_at", $"must have at most {MostLevels} levels");
        Ask(budget.WarnAt.All(level => level is > 0 and <= 1), "warn_at", "must be shares of the limit above 0 and at most 1, such as 0.8");
        return faults;

        void Ask(bool holds, string field, string message)
        {
            if (!holds)
                faults.Add(new(field, message));
        }
    }

    /// <summary>Whose limit a call falls under; null where this budget does not concern it.</summary>
    public static string? SubjectOf(Budget budget, string? userId, string? feature, string model)
    {
        var subject = budget.Scope switch
        {
            BudgetScope.Project => WholeProject,
            BudgetScope.User => userId ?? RollupKey.None,
            BudgetScope.Feature => feature ?? RollupKey.None,
            _ => model,
        };
        return IsSubject(budget, subject) ? subject : null;
    }

    /// <summary>Calls that name nobody have a limit only where it is set for them: <c>*</c> is each that is named.</summary>
    public static bool IsSubject(Budget budget, string subject) =>
        budget.Match == Budget.Each ? subject is not (RollupKey.None or RollupKey.Other) : budget.Match == subject;

    /// <summary>The window that holds a minute: of a sliding hour this minute and the 59 before it.</summary>
    public static (Minute From, Minute Before) SpanOf(BudgetWindow window, Minute at, TimeZoneInfo zone)
    {
        if (window == BudgetWindow.Hour)
            return (at.Plus(1 - Minute.PerHour), at.Plus(1));
        var day = LocalDay.Of(at.Start, zone);
        var first = window == BudgetWindow.Day ? day : new DateOnly(day.Year, day.Month, 1);
        var next = window == BudgetWindow.Day ? first.AddDays(1) : first.AddMonths(1);
        return (Minute.Of(LocalDay.StartOf(first, zone)), Minute.Of(LocalDay.StartOf(next, zone)));
    }

    /// <summary>The greatest level that a use has reached, where exactly reaching counts; null below all. The limit is always a level.</summary>
    public static decimal? LevelOf(PicoUsd used, PicoUsd limit, IReadOnlyList<decimal> warnAt)
    {
        if (used <= PicoUsd.Zero)
            return null;
        if (used >= limit)
            return 1;
        return warnAt
            .Where(level => used.ToDecimal() >= limit.ToDecimal() * level)
            .Select(level => (decimal?)level)
            .DefaultIfEmpty(null)
            .Max();
    }

    private static bool IsName(string name) =>
        name.Length is > 0 and <= NameCharacters
        && name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '.' or '_' or ':' or '@' or '-');
}
