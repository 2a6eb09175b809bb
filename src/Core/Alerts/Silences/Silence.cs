using System.IO.Enumeration;

namespace LlmMonitor.Core.Alerts;

/// <summary>A time in which certain alerts are told to nobody: planned maintenance, or a known fault.</summary>
/// <param name="From">Included.</param>
/// <param name="To">Not included: then what still fires is told.</param>
public sealed record Silence(string Name, SilenceMatch Match, DateTimeOffset From, DateTimeOffset To, string Reason)
{
    public bool Covers(string rule, string subject, AlertSeverity severity, DateTimeOffset now) =>
        From <= now && now < To && Match.Covers(rule, subject, severity);
}

/// <summary>What a silence is about; null is any. <c>*</c> stands for any characters, <c>?</c> for one.</summary>
public sealed record SilenceMatch(string? Rule, string? Subject, AlertSeverity? Severity)
{
    public bool Covers(string rule, string subject, AlertSeverity severity) =>
        Fits(Rule, rule) && Fits(Subject, subject) && (Severity is null || Severity == severity);

    // A backslash would escape; nobody who writes a name means that.
    private static bool Fits(string? pattern, string text) =>
        pattern is null || FileSystemName.MatchesSimpleExpression(pattern.Replace(@"\", @"\\"), text, ignoreCase: false);
}
