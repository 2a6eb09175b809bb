using System.Text.Json.Serialization;

namespace LlmMonitor.Core.Projects;

/// <summary>A tenant: what belongs to it is seen with its keys only.</summary>
public sealed record Project(string Id, string Name, DateTimeOffset CreatedAt)
{
    /// <summary>The project that is there from the first start; operator keys work on it unless they name another.</summary>
    public const string DefaultId = "default";

    public ProjectSettings Settings { get; init; } = new();

    /// <summary>An Azure deployment's name (lower case) → the model behind it.</summary>
    public IReadOnlyDictionary<string, Deployment> Deployments { get; init; } = new Dictionary<string, Deployment>(StringComparer.Ordinal);

    /// <summary>32 random bytes that key this project's pseudonyms: made with the project, kept in its row, shown nowhere.</summary>
    [JsonIgnore]
    public ReadOnlyMemory<byte> PseudonymKey { get; init; }

    /// <summary>Calls sent before this may be deleted, and none of that time is taken any more. Only moves forward; null while nothing was deleted.</summary>
    public DateTimeOffset? CallsKeptFrom { get; init; }
}

public sealed record Deployment(string Provider, string Model);

/// <summary>What a project decides for itself.</summary>
public sealed record ProjectSettings
{
    /// <summary>IANA name of the zone whose midnight ends a day in this project's reports.</summary>
    public string Zone { get; init; } = "Etc/UTC";

    /// <summary>What is kept of prompts and responses.</summary>
    public TextKeeping Texts { get; init; } = TextKeeping.Redacted;

    /// <summary>How long calls are kept, and how far back a call's timestamp may lie. Days; a quarter is enough to look into what a report shows.</summary>
    public int RetentionDays { get; init; } = 90;

    /// <summary>How long texts are kept; null is as long as their calls, which is the most. Days.</summary>
    public int? TextRetentionDays { get; init; }

    /// <summary>How long vectors are kept; null is as long as the texts, since a vector can betray its text. Days.</summary>
    public int? EmbeddingRetentionDays { get; init; }

    /// <summary>How long figures are kept: rollups, reports, rates. Never shorter than calls. Days; three years compare a month with that of the year before, twice.</summary>
    public int RollupRetentionDays { get; init; } = 1096;

    /// <summary>Show user ids in reports as they are, instead of pseudonyms.</summary>
    public bool ShowUserIds { get; init; }

    /// <summary>What a day may cost in USD; null is no budget. Shown in the daily report.</summary>
    [JsonNumberHandling(JsonNumberHandling.AllowReadingFromString | JsonNumberHandling.WriteAsString)]
    public decimal? DailyBudgetUsd { get; init; }

    /// <summary>Who gets the daily report by e-mail.</summary>
    public IReadOnlyList<string> ReportRecipients { get; init; } = [];

    /// <summary>The local hour from which the report of the day before is due. 0 to 23.</summary>
    public int ReportHour { get; init; } = 7;

    /// <summary>
    /// Until when limits are first guesses: everything is judged, and alerts say that they are tentative. A new project learns for
    /// <see cref="ProjectStore.LearningDays"/> days; null is not learning.
    /// </summary>
    public DateTimeOffset? LearningUntil { get; init; }

    /// <summary>Endpoint → the share of its calls that the safety judge sees; the app's own setting for those not named. 0 to 1 each.</summary>
    public IReadOnlyDictionary<string, double> JudgeRates { get; init; } = new Dictionary<string, double>(StringComparer.Ordinal);
}

public enum TextKeeping
{
    /// <summary>Texts are kept as they came.</summary>
    Full,

    /// <summary>Personal data and secrets are replaced before anything is written.</summary>
    Redacted,

    /// <summary>No text is written.</summary>
    None,
}
