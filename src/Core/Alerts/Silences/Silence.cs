using System.IO.Enumeration;

namespace LlmMonitor.Core.Alerts;

/// <summary>A time in which certain alerts are told to nobody: a known fault, or a maintenance window, once or again and again.</summary>
/// <param name="From">Included. Of one that repeats: where its first turn begins.</param>
/// <param name="To">Not included: then what still fires is told. Of one that repeats: where its first turn ends.</param>
/// <param name="Repeat">Null is once.</param>
/// <param name="Until">Of one that repeats: from then on there are no more turns; null is for good.</param>
public sealed record Silence(
    string Name,
    SilenceMatch Match,
    DateTimeOffset From,
    DateTimeOffset To,
    string Reason,
    SilenceRepeat? Repeat = null,
    DateTimeOffset? Until = null
)
{
    /// <summary>After this it silences nothing any more; null is never.</summary>
    public DateTimeOffset? Ends() => Repeat is null ? To : Until;

    /// <param name="zone">The project's: a turn comes at the same time by its clocks, in summer and in winter.</param>
    public bool IsOn(DateTimeOffset now, TimeZoneInfo zone)
    {
        if (now < From || now >= Ends())
            return false;
        if (now < To)
            return true;
        var since = TimeZoneInfo.ConvertTime(now, zone).DateTime - TimeZoneInfo.ConvertTime(From, zone).DateTime;
        return TimeSpan.FromTicks(since.Ticks % PeriodOf(Repeat!.Value).Ticks) < To - From;
    }

    /// <summary>From one turn's beginning to the next one's, where no clocks are changed in between.</summary>
    public static TimeSpan PeriodOf(SilenceRepeat repeat) => TimeSpan.FromDays(repeat == SilenceRepeat.Daily ? 1 : 7);

    public bool Covers(string rule, string subject, AlertSeverity severity) => Match.Covers(rule, subject, severity);
}

/// <summary>How often a silence comes again.</summary>
public enum SilenceRepeat
{
    Daily,
    Weekly,
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
