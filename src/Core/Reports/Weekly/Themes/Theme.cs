namespace LlmMonitor.Core.Reports.Weekly;

/// <summary>A theme as people work on it: open until somebody decides what becomes of it, over as many weeks as that takes.</summary>
/// <param name="Id">Begins with the Monday of the week in which it was first seen.</param>
/// <param name="LastWeek">The last week that had complaints of it.</param>
/// <param name="OpenedAt">When the review of its first week was final, or it was decided before.</param>
public sealed record Theme(string Id, string Name, string FirstWeek, string LastWeek, DateTimeOffset OpenedAt)
{
    public const int MostDecisions = 50;

    /// <summary>Who takes care of it; null where nobody was named.</summary>
    public string? Owner { get; init; }

    /// <summary>What was decided, the first first; the last one counts. Empty while it is open.</summary>
    public IReadOnlyList<ThemeDecision> Decisions { get; init; } = [];

    public bool IsOpen => Decisions.Count == 0;

    /// <returns>The next state; the same where the same person has just said the same.</returns>
    public Theme Decide(ThemeDecision decision)
    {
        ArgumentNullException.ThrowIfNull(decision);
        if (Decisions is [.., var last] && last with { At = decision.At } == decision)
            return this;
        return this with { Owner = decision.Owner ?? Owner, Decisions = [.. Decisions.Append(decision).TakeLast(MostDecisions)] };
    }
}

/// <param name="By">The id of the person's key.</param>
/// <param name="GoldenSet">The golden set that its examples went to.</param>
public sealed record ThemeDecision(ThemeVerdict Decision, string? Owner, string? Note, string By, DateTimeOffset At, string? GoldenSet);

public enum ThemeVerdict
{
    /// <summary>It is known, and nothing is to be done now.</summary>
    Known,

    /// <summary>It is going to be fixed.</summary>
    Fix,

    /// <summary>Its examples go to a golden set.</summary>
    Golden,

    /// <summary>Nothing is wrong with these answers.</summary>
    NotAnIssue,
}
