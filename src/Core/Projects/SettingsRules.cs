using System.Text.Json;
using System.Text.Json.Nodes;

namespace LlmMonitor.Core.Projects;

/// <summary>What a project's settings may be, and how a change to some of them is applied.</summary>
public static class SettingsRules
{
    public const int MostRecipients = 50;
    public const int MostJudgeRates = 200;
    public const decimal MostBudgetUsd = 1_000_000_000m;

    /// <summary>Every fault of the settings; empty where they are good.</summary>
    public static IReadOnlyList<SettingsFault> Check(ProjectSettings settings)
    {
        var faults = new List<SettingsFault>();
        Ask(IsZone(settings.Zone), "zone", $"'{Shown(settings.Zone)}' is no known time zone; use an IANA name such as Europe/Berlin");
        Ask(Enum.IsDefined(settings.Texts), "texts", "must be one of full, redacted, none");
        Ask(IsDays(settings.RetentionDays), "retention_days", "must be from 1 to 3650 days");
        Ask(
            settings.TextRetentionDays is null || IsDays(settings.TextRetentionDays),
            "text_retention_days",
            "must be from 1 to 3650 days, or null for as long as the calls"
        );
        Ask(
            settings.EmbeddingRetentionDays is null || IsDays(settings.EmbeddingRetentionDays),
            "embedding_retention_days",
            "must be from 1 to 3650 days, or null for as long as the texts"
        );
        Ask(IsDays(settings.RollupRetentionDays), "rollup_retention_days", "must be from 1 to 3650 days");
        Ask(settings.ReportHour is >= 0 and <= 23, "report_hour", "must be an hour from 0 to 23");
        Ask(
            settings.DailyBudgetUsd is null or (>= 0 and <= MostBudgetUsd),
            "daily_budget_usd",
            $"must be from 0 to {MostBudgetUsd}, or null for none"
        );
        Ask(settings.ReportRecipients.Count <= MostRecipients, "report_recipients", $"must be at most {MostRecipients} addresses");
        foreach (var (index, recipient) in settings.ReportRecipients.Index())
            Ask(IsMailbox(recipient), $"report_recipients[{index}]", $"'{Shown(recipient)}' is no e-mail address");
        Ask(settings.JudgeRates.Count <= MostJudgeRates, "judge_rates", $"must name at most {MostJudgeRates} endpoints");
        foreach (var (endpoint, rate) in settings.JudgeRates)
            Ask(rate is >= 0 and <= 1, $"judge_rates.{Shown(endpoint)}", "must be a share from 0 to 1");
        return faults;

        void Ask(bool holds, string field, string message)
        {
            if (!holds)
                faults.Add(new(field, message));
        }
    }

    /// <summary>The settings with the named fields replaced; fields that are not named stay, and unknown ones are passed over.</summary>
    /// <param name="patch">A JSON object of settings.</param>
    public static SettingsMerge Merge(ProjectSettings before, JsonElement patch)
    {
        if (patch.ValueKind != JsonValueKind.Object)
            return new(before, [new("", "settings must be a JSON object")]);
        var merged = before;
        var faults = new List<SettingsFault>();
        foreach (var field in patch.EnumerateObject().Where(field => SettingsJson.Fields.ContainsKey(field.Name)))
        {
            var next = JsonSerializer.SerializeToNode(merged, SettingsJson.Options)!;
            next[field.Name] = JsonNode.Parse(field.Value.GetRawText());
            try
            {
                merged = next.Deserialize<ProjectSettings>(SettingsJson.Options)!;
            }
            catch (JsonException)
            {
                faults.Add(new(field.Name, $"must be {Wanted(SettingsJson.Fields[field.Name])}"));
            }
        }
        return new(merged, [.. faults, .. Check(merged)]);
    }

    private static string Wanted(Type type) =>
        (Nullable.GetUnderlyingType(type) ?? type) switch
        {
            { IsEnum: true } kind => "one of " + string.Join(", ", Enum.GetNames(kind).Select(JsonNamingPolicy.SnakeCaseLower.ConvertName)),
            var kind when kind == typeof(int) => "a whole number",
            var kind when kind == typeof(decimal) => "a decimal number, as a text such as \"12.50\", or null",
            var kind when kind == typeof(bool) => "true or false",
            var kind when kind == typeof(string) => "a text",
            var kind when kind == typeof(DateTimeOffset) => "a time such as 2026-12-21T00:00:00Z, or null",
            var kind when kind == typeof(IReadOnlyDictionary<string, double>) =>
                "an object of endpoints and shares, such as {\"chat\": 0.05}",
            _ => "a list of texts",
        };

    private static bool IsDays(int? days) => days is >= 1 and <= 3650;

    // The system looks zones up as files: only what can be a name gets that far.
    private static bool IsZone(string zone) =>
        zone.Length is > 0 and <= 64
        && zone.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '/' or '_' or '-' or '+' or ' ' or '.' or '(' or ')')
        && !zone.Contains("..", StringComparison.Ordinal)
        && TimeZoneInfo.TryFindSystemTimeZoneById(zone, out _);

    /// <summary>One mailbox as SMTP names it (RFC 5321: 64 before the @, 254 in all), without a display name, a list, or anything that ends a header line.</summary>
    private static bool IsMailbox(string? address) =>
        address is { Length: <= 254 }
        && address.IndexOf('@') is > 0 and <= 64 and var at
        && at == address.LastIndexOf('@')
        && at < address.Length - 1
        && address.All(letter => !char.IsControl(letter) && !char.IsWhiteSpace(letter) && !"<>()[],;:\\\"".Contains(letter));

    private static string Shown(string? text) =>
        text is null ? "null"
        : text.Length <= 80 ? text
        : text[..80] + "…";
}

/// <param name="Field">The setting's name in JSON; empty where the whole is wrong.</param>
public sealed record SettingsFault(string Field, string Message);

/// <param name="Settings">To be used only where there are no faults.</param>
public sealed record SettingsMerge(ProjectSettings Settings, IReadOnlyList<SettingsFault> Faults);
