using LlmMonitor.Core.Feedback;
using LlmMonitor.Core.Statistics;

namespace LlmMonitor.Core.Reports.Weekly;

/// <summary>What one person did not like about one answer: a thumbs down, a report or a correction.</summary>
/// <param name="Words">The words that say what it is about, lower case, without stop words and figures; empty where no text is kept.</param>
public sealed record Complaint(FeedbackItem Item, IReadOnlyList<string> Words)
{
    public string RequestId => Item.RequestId;

    /// <summary>Who complains; where nobody is known each request counts as somebody else.</summary>
    public string Rater => Item.Rater ?? $"|{Item.RequestId}";

    public string Category => Item.Category ?? FeedbackCategories.Other;

    /// <summary>The complaints among feedback of a span: one for each request and rater, only of calls that have come; in a fixed order that has nothing to do with
    /// what was said, so that the first of them are a sample.</summary>
    public static IReadOnlyList<FeedbackItem> Among(IEnumerable<FeedbackItem> items) =>
        [
            .. FeedbackRules
                .LastWords(items.Where(item => item.Call is not null && (item.IsNegative || item.IsCorrected)))
                .OrderBy(item => SampleOf.PlaceOf(item.RequestId))
                .ThenBy(item => item.RequestId, StringComparer.Ordinal)
                .ThenBy(item => item.UserId, StringComparer.Ordinal),
        ];
}
