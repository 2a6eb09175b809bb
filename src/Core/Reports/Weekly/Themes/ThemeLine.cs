namespace LlmMonitor.Core.Reports.Weekly;

/// <summary>A theme in a report: what it came to in the week, and what people decided.</summary>
/// <param name="N">Complaints in this week; 0 of one that is carried over.</param>
/// <param name="Share">Of the week's complaints.</param>
/// <param name="Trend">Against the week before; null of one that is carried over.</param>
/// <param name="FirstWeek">In which it was first seen.</param>
/// <param name="CarriedOver">Open since an earlier week, without complaints in this one.</param>
/// <param name="Decision">The last one; null while it is open.</param>
/// <param name="Examples">The most typical first. What is null in them is not kept.</param>
public sealed record ThemeLine(
    string Id,
    string Name,
    string? Category,
    IReadOnlyList<string> Terms,
    long N,
    long NRaters,
    double Share,
    long NBefore,
    ThemeTrend? Trend,
    string FirstWeek,
    bool CarriedOver,
    ThemeState State,
    ThemeVerdict? Decision,
    string? Owner,
    IReadOnlyList<ThemePlace> Where,
    IReadOnlyList<ThemeExample> Examples,
    IReadOnlyList<ThemeDecision> Decisions
)
{
    internal static ThemeLine Of(WeekTheme seen, Theme? tracked, IReadOnlyList<ThemeExample> examples) =>
        new(
            seen.Id,
            seen.Name,
            seen.Category,
            seen.Terms,
            seen.N,
            seen.NRaters,
            seen.Share,
            seen.NBefore,
            seen.Trend,
            seen.FirstWeek,
            CarriedOver: false,
            StateOf(tracked),
            tracked?.Decisions is [.., var last] ? last.Decision : null,
            tracked?.Owner,
            seen.Where,
            examples,
            tracked?.Decisions ?? []
        );

    internal static ThemeLine Of(Theme carried) =>
        new(
            carried.Id,
            carried.Name,
            null,
            [],
            0,
            0,
            0,
            0,
            null,
            carried.FirstWeek,
            CarriedOver: true,
            StateOf(carried),
            null,
            carried.Owner,
            [],
            [],
            []
        );

    private static ThemeState StateOf(Theme? theme) => theme is { IsOpen: false } ? ThemeState.Decided : ThemeState.Open;
}

public enum ThemeState
{
    Open,
    Decided,
}
