using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using LlmMonitor.Core.Monitors;
using LlmMonitor.Core.Projects;

namespace LlmMonitor.Core.Alerts;

/// <summary>
/// Puts a notice into words: what, since when, how bad against which limit, how sure, where to look, what to do first. All figures are
/// the verdict's own; none is computed here.
/// </summary>
public static class MessageRules
{
    private const int LongestText = 600;
    private const int MostEvidence = 6;
    private static readonly JsonSerializerOptions Plain = new()
    {
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <param name="incidents">Alert id → the incident that it was brought to; null where none is known.</param>
    public static AlertMessage Write(
        Project project,
        Notice notice,
        AlertOptions options,
        IReadOnlyDictionary<string, string>? incidents = null
    )
    {
        var items = notice
            .Alerts.Select(alert => Item(alert, notice.Alerts.Count == 1, options, incidents?.GetValueOrDefault(alert.AlertId)))
            .ToList();
        var title =
            items.Count == 1
                ? items[0].Heading
                : $"{Marks(Worst(notice))} {items.Count} alerts{(notice.Cause is null ? "" : $" of {notice.Cause}")}";
        return new(notice, $"{title} · {project.Name}", project.Name, items);
    }

    private static NoticeAlert Worst(Notice notice) =>
        notice.Alerts.OrderBy(alert => alert.Kind == NoticeKind.Resolved).ThenByDescending(alert => alert.State.Severity).First();

    private static AlertItem Item(NoticeAlert alert, bool isAlone, AlertOptions options, string? incident)
    {
        var verdict = alert.State.Verdict;
        var api = $"{options.PublicUrl.TrimEnd('/')}/api/v1";
        var where = $"{api}/alerts/{alert.AlertId}";
        var page = $"{options.PagesUrl.TrimEnd('/')}/{PageOf(verdict.Rule)}";
        var lines = new List<(string, string)>
        {
            ("What", Short(verdict.Summary)),
            ("Since", SinceText(alert)),
            ("How bad", BadText(verdict)),
        };
        lines.Add(("How sure", SureText(verdict)));
        if (alert.State.IsTentative)
            lines.Add(("Tentative", "The project still learns its thresholds; judge them along with this alert."));
        if (alert.State.Flaps > 0)
            lines.Add(("Flapping", $"Fired again {Times(alert.State.Flaps)} soon after it had been resolved."));
        if (isAlone && verdict.Evidence is { Count: > 0 } evidence)
            foreach (var (name, value) in evidence.Take(MostEvidence))
                lines.Add((Spoken(name), Short(Brief(value))));
        lines.Add(("Where to look", where));
        if (incident is not null)
            lines.Add(("Incident", $"{api}/incidents/{incident}"));
        lines.Add(("What to do first", page));
        return new(alert.AlertId, alert.Kind, alert.State, $"{Marks(alert)} {verdict.Rule} {verdict.Subject}", lines, where, page);
    }

    private static string Marks(NoticeAlert alert)
    {
        var word = alert.Kind switch
        {
            NoticeKind.Resolved => "Resolved",
            NoticeKind.Test => "Test",
            NoticeKind.Acknowledged => "Acknowledged",
            NoticeKind.Repeated => $"Still {Word(alert)}",
            _ => char.ToUpperInvariant(Word(alert)[0]) + Word(alert)[1..],
        };
        return alert.State.IsTentative ? $"[{word}, tentative]" : $"[{word}]";
    }

    private static string Word(NoticeAlert alert) => alert.State.Severity == AlertSeverity.Critical ? "critical" : "warning";

    private static string SinceText(NoticeAlert alert) =>
        alert is { Kind: NoticeKind.Resolved, State.ResolvedAt: { } end }
            ? $"{Time(alert.State.Since)} until {Time(end)}"
            : Time(alert.State.Since);

    private static string BadText(Verdict verdict) =>
        (verdict.Observed, verdict.Limit) switch
        {
            ({ } observed, { } limit) => $"{Figure(observed, verdict.Unit)} against a limit of {Figure(limit, verdict.Unit)}",
            ({ } observed, null) => Figure(observed, verdict.Unit),
            _ => "No figure applies",
        };

    private static string SureText(Verdict verdict) =>
        (
            verdict.Interval is { } interval
                ? $"95 % interval {Figure(interval.Low, verdict.Unit)} to {Figure(interval.High, verdict.Unit)}, "
                : ""
        ) + $"n = {verdict.N}, {Time(verdict.From)} to {Time(verdict.To)}";

    private static string Figure(double value, string unit) =>
        unit switch
        {
            "ratio" => $"{Digits(value * 100)} %",
            "usd" => Math.Abs(value) >= 1 ? $"${value.ToString("#,0.00", CultureInfo.InvariantCulture)}" : $"${Digits(value)}",
            "seconds" => $"{Digits(value)} s",
            _ => $"{Digits(value)} {unit.Replace('_', ' ')}".TrimEnd(),
        };

    /// <summary>Whole above a thousand, otherwise three digits.</summary>
    private static string Digits(double value) =>
        Math.Abs(value) >= 1000 ? value.ToString("#,0", CultureInfo.InvariantCulture) : value.ToString("G3", CultureInfo.InvariantCulture);

    private static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);

    private static string Times(int count) => count == 1 ? "once" : $"{count} times";

    private static string Spoken(string name) => char.ToUpperInvariant(name[0]) + name[1..].Replace('_', ' ');

    private static string Brief(JsonNode? value) =>
        value switch
        {
            null => "–",
            JsonArray { Count: 0 } => "none",
            JsonArray list => string.Join("; ", list.Take(3).Select(Brief)) + (list.Count > 3 ? $"; and {list.Count - 3} more" : ""),
            JsonObject fields => string.Join(", ", fields.Select(field => $"{field.Key.Replace('_', ' ')} {Brief(field.Value)}")),
            JsonValue text when text.TryGetValue<string>(out var words) => words,
            _ => value.ToJsonString(Plain),
        };

    private static string Short(string text) => text.Length <= LongestText ? text : text[..(LongestText - 1)] + "…";

    private static string PageOf(string rule) => $"README.md#{rule}";
}
