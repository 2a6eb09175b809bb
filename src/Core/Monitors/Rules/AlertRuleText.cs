using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using LlmMonitor.Core.Calls;
using LlmMonitor.Core.Projects;

namespace LlmMonitor.Core.Monitors;

/// <summary>The JSON of an alert rule: one object, <c>{"measure":"spend_usd","group_by":"user","window":"60m","above":"1.00"}</c>.</summary>
public static class AlertRuleText
{
    public const int MostMinutes = 60;
    private const int NameCharacters = 64;
    private const int ValueCharacters = CallLimits.NameCharacters;
    private const long SamplesForShares = 30;

    private static readonly string[] Known =
    [
        "measure",
        "group_by",
        "match",
        "window",
        "above",
        "below",
        "above_ratio",
        "below_ratio",
        "days",
        "min_samples",
        "severity",
    ];
    private static readonly string[] Conditions = ["above", "below", "above_ratio", "below_ratio"];
    private static readonly string[] Dimensions = ["endpoint", "feature", "model", "prompt_version", "origin", "user"];

    /// <summary>Reads a rule and names every fault; the rule is to be used only where there is none.</summary>
    public static (AlertRule? Rule, IReadOnlyList<SettingsFault> Faults) Read(string name, JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Object)
            return (null, [new("", "an alert rule must be a JSON object")]);
        var faults = new List<SettingsFault>();
        if (name.Length is 0 or > NameCharacters || !name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '-'))
            faults.Add(new("name", $"must be 1 to {NameCharacters} letters, digits, _ or -"));
        foreach (var field in json.EnumerateObject().Where(field => !Known.Contains(field.Name)))
            faults.Add(new(field.Name, $"is no field of an alert rule; there are {string.Join(", ", Known)}"));
        var measure = Word(json, "measure", faults, RuleMeasure.SpendUsd, isRequired: true);
        var rule = new AlertRule(name, measure, Window(json, faults), Condition(json, faults))
        {
            GroupBy = Word(json, "group_by", faults, RuleGrouping.None),
            Match = Match(json, faults),
            MinSamples = Samples(json, measure, faults),
            Severity =
                Word(json, "severity", faults, RuleSeverity.Warning) == RuleSeverity.Critical
                    ? VerdictState.Critical
                    : VerdictState.Warning,
        };
        faults.AddRange(FaultsTogether(rule));
        return (faults.Count == 0 ? rule : null, faults);
    }

    /// <summary>What <see cref="Read"/> reads as the same rule, every field named.</summary>
    public static JsonObject Write(AlertRule rule)
    {
        var json = new JsonObject
        {
            ["measure"] = WordOf(rule.Measure),
            ["group_by"] = WordOf(rule.GroupBy),
            ["match"] = new JsonObject(
                new (string Name, string? Value)[]
                {
                    ("endpoint", rule.Match.Endpoint),
                    ("feature", rule.Match.Feature),
                    ("model", rule.Match.Model),
                    ("prompt_version", rule.Match.PromptVersion),
                    ("origin", rule.Match.Origin is { } origin ? CallWords.Of(origin) : null),
                    ("user", rule.Match.User),
                }
                    .Where(match => match.Value is not null)
                    .Select(match => new KeyValuePair<string, JsonNode?>(match.Name, match.Value))
            ),
            ["window"] = rule.Window.Kind == RuleWindowKind.Sliding ? $"{rule.Window.Minutes}m" : WordOf(rule.Window.Kind),
            [(rule.Condition.IsAbove ? "above" : "below") + (rule.Condition.IsRatio ? "_ratio" : "")] = rule.Condition.Limit.ToString(
                CultureInfo.InvariantCulture
            ),
        };
        if (rule.Condition.IsRatio)
            json["days"] = rule.Condition.Days;
        json["min_samples"] = rule.MinSamples;
        json["severity"] = WordOf(rule.Severity);
        return json;
    }

    public static string WordOf<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());

    private static T Word<T>(JsonElement json, string field, List<SettingsFault> faults, T usual, bool isRequired = false)
        where T : struct, Enum
    {
        if (!json.TryGetProperty(field, out var value) && !isRequired)
            return usual;
        if (value.ValueKind == JsonValueKind.String)
            foreach (var known in Enum.GetValues<T>())
                if (value.ValueEquals(WordOf(known)))
                    return known;
        faults.Add(new(field, $"must be one of {string.Join(", ", Enum.GetValues<T>().Select(WordOf))}"));
        return usual;
    }

    private static RuleWindow Window(JsonElement json, List<SettingsFault> faults)
    {
        var text = json.TryGetProperty("window", out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";
        if (text is "hour" or "day")
            return new(text == "hour" ? RuleWindowKind.Hour : RuleWindowKind.Day, 0);
        if (
            text.EndsWith('m')
            && int.TryParse(text[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out var minutes)
            && minutes is >= 1 and <= MostMinutes
        )
            return new(RuleWindowKind.Sliding, minutes);
        faults.Add(new("window", $"must be minutes from 1m to {MostMinutes}m, hour, or day"));
        return default;
    }

    private static RuleCondition Condition(JsonElement json, List<SettingsFault> faults)
    {
        var named = Conditions.Where(name => json.TryGetProperty(name, out _)).ToList();
        var days = json.TryGetProperty("days", out var wanted) ? (wanted.TryWhole() ?? 0) : 7;
        if (days is not (7 or 14))
            faults.Add(new("days", "must be 7 or 14"));
        if (named.Count != 1)
        {
            faults.Add(new("above", $"exactly one of {string.Join(", ", Conditions)} must be named, not {named.Count}"));
            return new(true, 0, 0);
        }
        var (name, isRatio) = (named[0], named[0].EndsWith("_ratio", StringComparison.Ordinal));
        if (!isRatio && wanted.ValueKind != JsonValueKind.Undefined)
            faults.Add(new("days", "belongs to above_ratio and below_ratio only"));
        var value = json.GetProperty(name);
        if (!value.TryFigure(out var limit) || limit < 0 || (isRatio && limit == 0))
            faults.Add(new(name, $"must be a number {(isRatio ? "above 0" : "from 0 up")}, as a number or a text such as \"1.00\""));
        return new(name.StartsWith("above", StringComparison.Ordinal), limit, isRatio ? (int)days : 0);
    }

    private static RuleMatch Match(JsonElement json, List<SettingsFault> faults)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        if (json.TryGetProperty("match", out var match))
        {
            if (match.ValueKind != JsonValueKind.Object)
                faults.Add(new("match", "must be an object such as {\"feature\":\"search\"}"));
            else
                foreach (var field in match.EnumerateObject())
                    if (!Dimensions.Contains(field.Name))
                        faults.Add(new($"match.{field.Name}", $"is no dimension; there are {string.Join(", ", Dimensions)}"));
                    else if (
                        field.Value.ValueKind != JsonValueKind.String
                        || field.Value.GetString() is not { Length: > 0 and <= ValueCharacters } value
                    )
                        faults.Add(new($"match.{field.Name}", $"must be a text of 1 to {ValueCharacters} characters"));
                    else
                        values[field.Name] = value;
        }
        CallOrigin? origin = null;
        if (values.TryGetValue("origin", out var word))
            if (CallWords.Origins.TryGetValue(word, out var known))
                origin = known;
            else
                faults.Add(new("match.origin", $"must be one of {string.Join(", ", CallWords.Origins.Keys)}"));
        return new(
            values.GetValueOrDefault("endpoint"),
            values.GetValueOrDefault("feature"),
            values.GetValueOrDefault("model"),
            values.GetValueOrDefault("prompt_version"),
            origin,
            values.GetValueOrDefault("user")
        );
    }

    private static long Samples(JsonElement json, RuleMeasure measure, List<SettingsFault> faults)
    {
        var usual = RuleFigures.IsShare(measure) ? SamplesForShares : 0;
        if (!json.TryGetProperty("min_samples", out var value))
            return usual;
        if (value.TryWhole() is { } samples and >= 0)
            return samples;
        faults.Add(new("min_samples", "must be a whole number from 0 up"));
        return usual;
    }

    /// <summary>What does not go together.</summary>
    private static IEnumerable<SettingsFault> FaultsTogether(AlertRule rule)
    {
        if (rule.IsByUser && rule.Measure is not (RuleMeasure.SpendUsd or RuleMeasure.Calls or RuleMeasure.UnpricedCalls))
            yield return new("measure", $"{WordOf(rule.Measure)} is not kept by user; spend_usd, calls and unpriced_calls are");
        if (rule.IsByUser && rule.Match with { User = null } != new RuleMatch(null, null, null, null, null, null))
            yield return new("match", "what a user spent is not kept by other dimensions: with group_by user, match may name user only");
        if (rule.IsByUser && rule.GroupBy is not (RuleGrouping.User or RuleGrouping.None))
            yield return new("group_by", "with match.user it must be none or user");
        if (!rule.Condition.IsAbove && rule.Window.Kind != RuleWindowKind.Sliding)
            yield return new("window", "below needs sliding minutes such as 60m: an hour or a day that has just begun is always below");
        if (rule.Condition.IsRatio && rule.Window.Kind == RuleWindowKind.Day)
            yield return new("window", "a ratio compares with an hour of earlier days: it needs minutes or hour");
        if (rule is { Measure: RuleMeasure.ErrorRate, Condition: { IsRatio: false, Limit: > 1 } })
            yield return new(rule.Condition.IsAbove ? "above" : "below", "an error rate lies in 0 to 1");
    }

    private static bool TryFigure(this JsonElement value, out decimal figure)
    {
        figure = 0;
        return value.ValueKind switch
        {
            JsonValueKind.Number => value.TryGetDecimal(out figure),
            JsonValueKind.String => decimal.TryParse(
                value.GetString(),
                NumberStyles.AllowDecimalPoint,
                CultureInfo.InvariantCulture,
                out figure
            ),
            _ => false,
        };
    }

    private static long? TryWhole(this JsonElement value) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var whole) ? whole : null;

    private enum RuleSeverity
    {
        Warning,
        Critical,
    }
}
