using System.ComponentModel.DataAnnotations;

namespace LlmMonitor.Core.Feedback;

/// <summary>How feedback is weighed and when it rings. Section <c>LlmMonitor:Feedback</c>.</summary>
public sealed class FeedbackOptions
{
    public const string Section = "LlmMonitor:Feedback";

    /// <summary>As how many ratings one user's of one UTC day weigh at most in the satisfaction rate. 1 to 1,000. 10: a diligent user counts in full, a flood does not.</summary>
    [Range(1, 1000)]
    public int MostPerUserDay { get; set; } = 10;

    /// <summary>The chance of any false alarm of either monitor in 90 days of a project. 0.000001 to 0.5.</summary>
    [Range(1e-6, 0.5)]
    public double FalseAlarmChance { get; set; } = 0.05;

    /// <summary>A smaller rise of the negative share is not told. 0 to 1. 0.05: five of a hundred.</summary>
    [Range(0, 1)]
    public double LeastRise { get; set; } = 0.05;

    /// <summary>A smaller rise of the share of requests that are corrected is not told. 0 to 1. 0.002: few users ever correct.</summary>
    [Range(0, 1)]
    public double LeastCorrectionRise { get; set; } = 0.002;

    /// <summary>How many ratings the four weeks before must hold to be compared with. 10 to 1,000,000.</summary>
    [Range(10, 1_000_000)]
    public int LeastReference { get; set; } = 50;

    /// <summary>How many endpoints are watched apart, those with most ratings first. 0 to 200. Each makes the others' alarms a little slower.</summary>
    [Range(0, 200)]
    public int MostEndpoints { get; set; } = 20;
}
