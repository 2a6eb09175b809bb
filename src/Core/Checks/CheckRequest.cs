using System.Text.Json;
using LlmMonitor.Core.Calls;

namespace LlmMonitor.Core.Checks;

/// <summary>Texts and checks that are to be evaluated at once, as they are sent.</summary>
/// <param name="Endpoint">With <paramref name="Feature"/> it names what earlier documents proved of dates; both may be left out.</param>
/// <param name="Faults">Every fault; the rest is to be used only where there is none.</param>
public sealed record CheckRequest(
    CallTexts Texts,
    string? ExpectedLocale,
    string? Endpoint,
    string? Feature,
    PreparedChecks Checks,
    IReadOnlyList<IndexedFault> Faults
)
{
    public static CheckRequest Read(JsonElement body, IReadOnlyList<IOutputCheck> known)
    {
        var nothing = new CallTexts([], null, [], []);
        if (body.ValueKind != JsonValueKind.Object)
            return new(nothing, null, null, null, PreparedChecks.None, [new(null, "", "must be a JSON object with response and checks")]);
        var found = new List<CallFault>();
        var fields = new FieldReader(body, "", found);
        var texts = CallTextReader.Read(fields) ?? nothing;
        var locale = fields.Name("expected_locale", 35);
        var (endpoint, feature) = (fields.Name("endpoint", CallLimits.NameCharacters), fields.Name("feature", CallLimits.NameCharacters));
        if (texts.Response is null && found.All(fault => fault.Field != "response"))
            fields.Fault("response", "is required");
        if (texts.Truncated)
            fields.Fault("", $"must have at most {CallLimits.TextCharacters} characters of text in all");
        var (checks, faults) = CheckRules.Read(body.TryGetProperty("checks", out var given) ? given : default, known);
        return new(
            texts,
            locale,
            endpoint,
            feature,
            checks,
            [.. found.Select(fault => new IndexedFault(null, fault.Field, fault.Message)), .. faults]
        );
    }

    public IReadOnlyList<CheckResult> Evaluate(DateOrder learnt) =>
        Checks.Evaluate(new CheckSubject(Texts.Prompt, Texts.Response!, Texts.Contexts, ExpectedLocale, learnt));
}
