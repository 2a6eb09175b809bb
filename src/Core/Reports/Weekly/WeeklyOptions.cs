using System.ComponentModel.DataAnnotations;

namespace LlmMonitor.Core.Reports.Weekly;

/// <summary>The weekly review of what users complained about. Section <c>LlmMonitor:WeeklyReview</c>.</summary>
public sealed class WeeklyOptions
{
    public const string Section = "LlmMonitor:WeeklyReview";

    /// <summary>A theme that waits longer for a decision rings. Days, 1 to 365. 10: the review after the next is not to come before it.</summary>
    [Range(1, 365)]
    public int OverdueDays { get; set; } = 10;

    /// <summary>Fewer complaints with words are not clustered but listed by category. 4 to 1,000. 8: two themes of a few each.</summary>
    [Range(4, 1000)]
    public int FewestToCluster { get; set; } = 8;

    /// <summary>Complaints whose mean cosine similarity is lower are not one theme. 0 to 1. docs/guides/weekly-review.md shows how it was chosen.</summary>
    [Range(0, 1)]
    public double LeastSimilarity { get; set; } = 0.2;
}
