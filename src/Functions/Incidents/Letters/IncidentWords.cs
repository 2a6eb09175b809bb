using System.Globalization;
using System.Text;
using LlmMonitor.Core.Incidents;
using LlmMonitor.Core.Incidents.Analysis;

namespace LlmMonitor.Functions.Incidents.Letters;

/// <summary>The sentences of an incident's page and letter, the same in HTML and in plain text.</summary>
internal static class IncidentWords
{
    public static string Cause(IncidentAnswer incident) =>
        incident.Cause.Kind == CauseKind.Unknown ? "cause not known" : $"cause: {incident.Cause.Kind.ToString().ToLowerInvariant()}";

    public static string CauseLine(IncidentAnswer incident) =>
        incident.InvestigatedAt is null ? "The runbook has not run yet; it begins within a minute."
        : incident.Cause.Kind == CauseKind.Unknown ? "Not known: the evidence points nowhere clearly."
        : string.Create(
            CultureInfo.InvariantCulture,
            $"Most likely: {incident.Cause.Kind.ToString().ToLowerInvariant()}, confidence {incident.Cause.Confidence:0.00} of 1.{(incident.Cause.Change is { } change ? $" {change.Description}" : "")}"
        );

    public static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);

    public static string Done(MitigationAnswer mitigation) =>
        mitigation.DoneAt is { } at ? $"done {Time(at)} by {mitigation.By}" : "proposed";

    /// <summary>Title and lines of each section that has something to say.</summary>
    public static IEnumerable<(string Title, IReadOnlyList<string> Lines)> Sections(IncidentAnswer incident)
    {
        yield return (
            "Since when, and how bad",
            [incident.Onset.Sentence, .. incident.Symptom is { } symptom ? [symptom.Sentence] : Array.Empty<string>()]
        );
        yield return ("Why", [CauseLine(incident), .. incident.Cause.Evidence]);
        if (incident.Mitigations.Count > 0)
            yield return ("What to do", [.. incident.Mitigations.Select(step => $"{step.Description} ({Done(step)})")]);
        if (incident.Scope.Count > 0)
            yield return ("Where", [.. incident.Scope.Select(slice => slice.Sentence)]);
        if (incident.Changes.Count > 0)
            yield return ("What changed before", [.. incident.Changes.Select(change => change.Sentence)]);
        var apart = incident.Others.Select(other => other.Shift.Sentence).ToList();
        if (incident.Mix is { } mix)
            apart.Add(mix.Sentence);
        if (incident.Golden is { } golden)
            apart.Add(golden.Sentence);
        if (apart.Count > 0)
            yield return ("Also checked", apart);
        if (incident.ComponentEvidence.Count > 0)
            yield return ($"Component: {incident.Component.ToString().ToLowerInvariant()}", incident.ComponentEvidence);
        if (incident.PostMortem is { } draft)
            yield return (
                "Post-mortem, draft",
                [draft.Summary, .. draft.Note is { } note ? [note] : Array.Empty<string>(), .. draft.FollowUps]
            );
        yield return (
            "Alerts, with their figures at that time",
            [.. incident.Alerts.Select(alert => $"{Time(alert.Since)} {IncidentRules.TitleOf(alert)}. {alert.Summary}")]
        );
        yield return ("Timeline", [.. incident.Timeline.Select(Line)]);
    }

    public static string Head(IncidentAnswer incident) =>
        $"{incident.Severity}, {incident.State.ToString().ToLowerInvariant()} · opened {Time(incident.OpenedAt)} · "
        + (incident.Owner is { } owner ? $"owner {owner}" : "no owner yet");

    public static string Text(string project, IncidentAnswer incident, string address)
    {
        var text = new StringBuilder($"Incident: {incident.Title} · {project}\n{Head(incident)}\n{address}\n");
        foreach (var (title, lines) in Sections(incident))
        {
            text.Append('\n').Append(title).Append('\n').Append('-', title.Length).Append('\n');
            foreach (var line in lines)
                text.Append("- ").Append(line.ReplaceLineEndings(" ")).Append('\n');
        }
        return text.ToString();
    }

    private static string Line(TimelineLine line) => $"{Time(line.At)} {line.What.Replace('_', ' ')} ({line.By}): {line.Text}";
}
