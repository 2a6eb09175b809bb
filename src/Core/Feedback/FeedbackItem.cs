using LlmMonitor.Core.Rollups;

namespace LlmMonitor.Core.Feedback;

/// <summary>What one user thinks of one answer now. A rating and a correction stand beside each other; each is replaced by a later one of its kind.</summary>
/// <param name="UserId">As it was given; null where nobody was named.</param>
public sealed record FeedbackItem(string RequestId, string? UserId)
{
    /// <summary>Thumbs up, thumbs down or report; null where there is only a correction.</summary>
    public FeedbackType? Rating { get; init; }

    public bool IsCorrected { get; init; }

    /// <summary>What it should have been, as far as the project keeps texts.</summary>
    public string? CorrectionText { get; init; }

    /// <summary>Of the project's list; null where none was named.</summary>
    public string? Category { get; init; }

    /// <summary>When it was last said: there it counts.</summary>
    public DateTimeOffset At { get; init; }

    /// <summary>The call, once it has come; null while the feedback is pending.</summary>
    public FeedbackCall? Call { get; init; }

    /// <summary>What was said before, the oldest first: the last <see cref="FeedbackRules.MostHistory"/>.</summary>
    public IReadOnlyList<FeedbackMind> History { get; init; } = [];

    public bool IsNegative => Rating is FeedbackType.ThumbsDown or FeedbackType.Report;

    /// <summary>Who rates: the user that was named, otherwise the call's; null where neither is known.</summary>
    public string? Rater => UserId ?? Call?.UserId;
}

/// <summary>What feedback needs to know of its call.</summary>
public sealed record FeedbackCall(RollupKey Dimensions, string? UserId);

/// <summary>What was thought before.</summary>
public sealed record FeedbackMind(DateTimeOffset At, FeedbackType? Rating, bool IsCorrected, string? CorrectionText, string? Category);
