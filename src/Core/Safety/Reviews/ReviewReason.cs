using LlmMonitor.Core.Safety.Gate.Patterns;

namespace LlmMonitor.Core.Safety.Reviews;

/// <summary>Why a call is to be looked at, or what else was said of it. Of one source and name a call has one reason.</summary>
/// <param name="Name">The pattern's id; the version of the judge's prompt; the id of the person's key.</param>
/// <param name="Category">Null where none was named.</param>
public sealed record ReviewReason(ReviewSource Source, string Name, Hazard? Category, PatternSeverity Severity, DateTimeOffset At)
{
    /// <summary>What the judge says; null for the others, who would not ask if they thought it safe.</summary>
    public bool? Harmful { get; init; }

    /// <summary>How sure the judge is, 0 to 1.</summary>
    public double? Confidence { get; init; }

    /// <summary>Version of the pattern set, or the model that judged.</summary>
    public string? Version { get; init; }

    /// <summary>In words. May repeat what the call says: shown only to those who may see its texts.</summary>
    public string? Note { get; init; }

    public static ReviewReason OfPattern(Gate.GatePattern pattern, string setVersion, DateTimeOffset at) =>
        new(ReviewSource.Gate, pattern.Id, pattern.Category, pattern.Severity, at) { Version = setVersion };

    /// <param name="promptVersion">Of the question that the judge was asked.</param>
    /// <param name="severity">Of what it found; not looked at where it found nothing.</param>
    public static ReviewReason OfJudge(string promptVersion, bool harmful, Hazard? category, PatternSeverity severity, DateTimeOffset at) =>
        new(ReviewSource.Judge, promptVersion, category, harmful ? severity : PatternSeverity.Low, at) { Harmful = harmful };

    internal bool IsSame(ReviewReason other) => Source == other.Source && Name == other.Name;
}

public enum ReviewSource
{
    Gate,
    Judge,
    Person,

    /// <summary>An incident's runbook: the name is the incident's id.</summary>
    Incident,
}
