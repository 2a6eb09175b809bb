namespace LlmMonitor.Core.Feedback;

public enum FeedbackType
{
    ThumbsUp,
    ThumbsDown,

    /// <summary>What it should have been. No rating, but a signal of its own.</summary>
    Correction,

    /// <summary>A complaint; a negative rating.</summary>
    Report,
}
