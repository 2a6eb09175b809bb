using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using LlmMonitor.Core.Calls;
using LlmMonitor.Core.Checks;
using LlmMonitor.Core.Probes;

namespace LlmMonitor.Core.Canaries;

/// <summary>Whether an answer meets an expectation that can be computed. What is an output check, too, is judged by that check.</summary>
public sealed class ExpectationRules(IEnumerable<IOutputCheck> checks)
{
    private readonly IReadOnlyList<IOutputCheck> _checks = [.. checks];

    /// <summary>What the output checks behind these expectations refuse.</summary>
    public IEnumerable<CallFault> Faults(IReadOnlyList<Expectation> expect) =>
        from one in expect.Index()
        where DefinitionOf(one.Item) is not null
        from fault in CheckRules.Read(ListOf(one.Item), _checks).Faults
        select new CallFault($"expect[{one.Index}].{fault.Field}", fault.Message);

    /// <summary>Everything but <see cref="ExpectationType.Judge"/>.</summary>
    public Met Evaluate(Expectation expectation, string answer)
    {
        if (DefinitionOf(expectation) is not null)
            return Checked(expectation, answer);
        var value = expectation.Value ?? "";
        var comparison = expectation.IgnoreCase ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;
        return expectation.Type switch
        {
            ExpectationType.Contains => answer.Contains(value, comparison) ? Met.Yes : Met.No($"the answer does not contain '{value}'"),
            ExpectationType.NotContains => answer.Contains(value, comparison) ? Met.No($"the answer contains '{value}'") : Met.Yes,
            ExpectationType.DateEquals => Dated(
                answer,
                DateOnly.ParseExact(value, "yyyy-MM-dd", CultureInfo.InvariantCulture),
                expectation.Locale
            ),
            ExpectationType.NumberEquals => Numbered(answer, expectation),
            _ => Met.Unknown($"{ExpectationText.WordOf(expectation.Type)} cannot be computed"),
        };
    }

    private static Met Dated(string answer, DateOnly expected, string? locale) =>
        AnswerFacts.HasDate(answer, expected, locale) switch
        {
            (true, _) => Met.Yes,
            (false, var found) => Met.No($"expected the date {expected:yyyy-MM-dd}, the answer says {found}"),
            (null, var found) => Met.Unknown(
                $"expected the date {expected:yyyy-MM-dd}, the answer says {found}, which can be read two ways: give the expectation a locale"
            ),
        };

    private static Met Numbered(string answer, Expectation expectation)
    {
        var (holds, found) = AnswerFacts.HasNumber(answer, expectation.Number!.Value, expectation.Tolerance, expectation.Locale);
        return holds
            ? Met.Yes
            : Met.No(string.Create(CultureInfo.InvariantCulture, $"expected the number {expectation.Number}, the answer says {found}"));
    }

    private Met Checked(Expectation expectation, string answer)
    {
        var (prepared, faults) = CheckRules.Read(ListOf(expectation), _checks);
        if (faults.Count > 0)
            return Met.Unknown($"{faults[0].Field} {faults[0].Message}");
        var result = prepared.Evaluate(new CheckSubject([], answer, []))[0];
        return result.Outcome switch
        {
            CheckOutcome.Pass => Met.Yes,
            CheckOutcome.Fail => Met.No(result.Detail ?? $"{result.Type} fails"),
            _ => Met.Unknown(result.Detail ?? $"{result.Type} does not apply"),
        };
    }

    private static JsonElement ListOf(Expectation expectation) =>
        JsonSerializer.SerializeToElement(new JsonArray(DefinitionOf(expectation)!));

    /// <summary>The output check that an expectation is; null where it is none.</summary>
    private static JsonObject? DefinitionOf(Expectation expectation)
    {
        var definition = new JsonObject { ["name"] = "expected", ["type"] = ExpectationText.WordOf(expectation.Type) };
        switch (expectation.Type)
        {
            case ExpectationType.Regex:
                definition["pattern"] = expectation.Value;
                definition["ignore_case"] = expectation.IgnoreCase;
                return definition;
            case ExpectationType.JsonSchema:
                definition["schema"] = JsonNode.Parse(expectation.Schema!.Value.GetRawText());
                return definition;
            case ExpectationType.LanguageIs:
                definition["language"] = expectation.Value;
                return definition;
            case ExpectationType.LengthBetween:
                definition["min"] = expectation.Min;
                definition["max"] = expectation.Max;
                return definition;
            default:
                return null;
        }
    }
}
