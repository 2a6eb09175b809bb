using System.Text.Json.Nodes;
using LlmMonitor.Core.Monitors;
using LlmMonitor.Core.Safety.Gate.Patterns;

namespace LlmMonitor.Core.Safety.Reviews;

/// <summary>Leaves the finding <c>review_overdue</c>: that people are late.</summary>
public sealed class ReviewWatch(ReviewStore store, FindingStore findings, TimeProvider time)
{
    public const string Rule = "review_overdue";
    private const string Source = "reviews";
    private const int MostNamed = 10;

    /// <summary>Three looks.</summary>
    private static readonly TimeSpan ValidFor = TimeSpan.FromMinutes(45);

    public async Task RunAsync(string projectId, CancellationToken cancellation = default)
    {
        var now = time.GetUtcNow();
        var open = new List<ReviewItem>();
        await foreach (var (_, item) in store.ReadOpenAsync(projectId, cancellation: cancellation))
            open.Add(item);
        await findings.PutAsync(projectId, Source, "queue", [Judge(open, now)], now + ValidFor, cancellation);
    }

    /// <summary>Critical where an item of critical severity is overdue, a warning where any is.</summary>
    /// <param name="open">What is not closed, what is due first first.</param>
    public static Verdict Judge(IReadOnlyList<ReviewItem> open, DateTimeOffset now)
    {
        var late = open.Where(item => item.DueAt < now).ToList();
        var state =
            late.Count == 0 ? VerdictState.Ok
            : late.Exists(item => item.Severity == PatternSeverity.Critical) ? VerdictState.Critical
            : VerdictState.Warning;
        return new Verdict(
            Rule,
            "project",
            state,
            late is [var first, ..]
                ? $"{late.Count} of {open.Count} open reviews are overdue; the first, of {Name(first.Severity)} severity, was due at {first.DueAt:yyyy-MM-dd HH:mm} UTC."
                : $"None of {open.Count} open reviews is overdue.",
            late.Count,
            0,
            "reviews",
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
                    .. late.OrderByDescending(item => item.Severity)
                        .Take(MostNamed)
                        .Select(item => new JsonObject
                        {
                            ["id"] = item.RequestId,
                            ["severity"] = Name(item.Severity),
                            ["due_at"] = item.DueAt,
                            ["assigned_to"] = item.LeaseAt(now)?.By,
                        }),
                ]),
            },
        };
    }

    private static string Name(PatternSeverity severity) => severity.ToString().ToLowerInvariant();
}
