using System.Text.Json.Nodes;
using LlmMonitor.Core.Monitors;
using Microsoft.Extensions.Options;

namespace LlmMonitor.Core.Reports.Weekly;

/// <summary>Leaves the finding <c>weekly_review_overdue</c>: themes that nobody decided.</summary>
public sealed class WeeklyWatch(WeeklyStore store, FindingStore findings, IOptions<WeeklyOptions> options, TimeProvider time)
{
    public const string Rule = "weekly_review_overdue";
    private const string Source = "weekly_review";
    private const int MostNamed = 10;

    /// <summary>Three looks.</summary>
    private static readonly TimeSpan ValidFor = TimeSpan.FromMinutes(45);

    public async Task RunAsync(string projectId, CancellationToken cancellation = default)
    {
        var now = time.GetUtcNow();
        var themes = await store.ReadThemesAsync(projectId, cancellation);
        var verdicts = themes.Count == 0 ? [] : new List<Verdict> { Judge(themes, now, options.Value.OverdueDays) };
        await findings.PutAsync(projectId, Source, "themes", verdicts, now + ValidFor, cancellation);
    }

    /// <summary>A warning where a theme has been open for longer than that.</summary>
    public static Verdict Judge(IReadOnlyList<Theme> themes, DateTimeOffset now, int overdueDays)
    {
        var open = themes.Where(theme => theme.IsOpen).OrderBy(theme => theme.OpenedAt).ToList();
        var late = open.Where(theme => theme.OpenedAt.AddDays(overdueDays) < now).ToList();
        return new Verdict(
            Rule,
            "project",
            late.Count > 0 ? VerdictState.Warning : VerdictState.Ok,
            late is [var first, ..]
                ? $"{late.Count} of {open.Count} open themes of the weekly review wait for a decision for more than {overdueDays} days; the first, “{first.Name}”, since {first.OpenedAt:yyyy-MM-dd}."
                : $"None of {open.Count} open themes of the weekly review waits for more than {overdueDays} days.",
            late.Count,
            0,
            "themes",
            open.Count,
            late is [var oldest, ..] ? oldest.OpenedAt : now,
            now
        )
        {
            IsExact = true,
            Cause = Source,
            Evidence = new JsonObject
            {
                ["overdue"] = new JsonArray([
                    .. late.Take(MostNamed)
                        .Select(theme => new JsonObject
                        {
                            ["id"] = theme.Id,
                            ["name"] = theme.Name,
                            ["week"] = theme.LastWeek,
                            ["open_since"] = theme.OpenedAt,
                        }),
                ]),
            },
        };
    }
}
