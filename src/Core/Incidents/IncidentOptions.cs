using System.ComponentModel.DataAnnotations;
using LlmMonitor.Core.Alerts;

namespace LlmMonitor.Core.Incidents;

/// <summary>When alerts become an incident, and what the desk does by itself. Section <c>LlmMonitor:Incidents</c>.</summary>
public sealed class IncidentOptions
{
    public const string Section = "LlmMonitor:Incidents";

    /// <summary>From which severity an alert opens an incident; a lesser one only joins. Critical: a warning is to be looked at, an incident is to be ended.</summary>
    public AlertSeverity OpenFrom { get; set; } = AlertSeverity.Critical;

    /// <summary>How long after its last alert another of the same scope joins an incident that is not closed. Hours, 1 to 720. 24: a quality alert follows a latency alert within a day.</summary>
    [Range(1, 720)]
    public int JoinHours { get; set; } = 24;

    /// <summary>Alert rules that open and join none. They are about people and this system, not about what the models do.</summary>
    public IList<string> LeaveOut { get; } = ["delivery_failed", "review_overdue", "theme_overdue", "ingest_silence", "unpriced_models"];

    /// <summary>Whether the desk may have the judge see more calls where the runbook proposes it. On: it costs what the judge's daily budget allows, and changes nothing for users.</summary>
    public bool RaiseSampling { get; set; } = true;

    /// <summary>By how much the judge's rates rise then. 1 to 100. 4: an interval half as wide.</summary>
    [Range(1.0, 100.0)]
    public double SamplingFactor { get; set; } = 4;

    /// <summary>How long they stay up after the last run of the runbook. Hours, 1 to 168.</summary>
    [Range(1, 168)]
    public int SamplingHours { get; set; } = 12;

    /// <summary>Whether the desk may put the most telling calls into the review queue where the runbook proposes it.</summary>
    public bool RouteToReview { get; set; } = true;

    /// <summary>How many calls it puts there, of one incident. 1 to 200. 20: an hour of somebody's work.</summary>
    [Range(1, 200)]
    public int MostReviews { get; set; } = 20;

    /// <summary>How many calls are read before and after the suspected time. 500 to 100,000. 20,000: a slice of 1 % still has 200.</summary>
    [Range(500, 100_000)]
    public int SampledCalls { get; set; } = 20_000;

    /// <summary>Whether people get a letter when an incident opens and when its cause stands. It goes to the project's e-mail channels.</summary>
    public bool SendLetters { get; set; } = true;
}
