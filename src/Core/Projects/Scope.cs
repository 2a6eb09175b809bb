namespace LlmMonitor.Core.Projects;

/// <summary>What a key may do. In JSON the lower-case names. What one scope implies is <see cref="KeyRules.Implied"/>.</summary>
[Flags]
public enum Scope
{
    None = 0,

    /// <summary>Send calls, feedback, session events and changes; ask the gates.</summary>
    Ingest = 1,

    /// <summary>Read reports, calls, alerts and settings.</summary>
    Read = 2,

    /// <summary>See and decide the cases of the review queue.</summary>
    Review = 4,

    /// <summary>Everything in the key's project: settings, keys, rules, erasure.</summary>
    Admin = 8,

    /// <summary>Everything in all projects; makes projects and operator keys.</summary>
    Operator = 16,
}
